/** Who is told of approvals. */
import type {
  NotificationsSection,
  SlackButtonsSection,
  SlackSection,
  WebhookSection,
} from '../../schemas/types.ts';
import type {
  ChannelBase,
  ChannelConfig,
  Config,
  NotificationsConfig,
  SlackButtons,
  SlackConfig,
  WebhookConfig,
} from '../types.ts';
import { resolveEmail } from './email.ts';
import type { Place, Pruned } from './place.ts';
import { resolveSecret } from './resolve-secret.ts';
import { headerRule, type SecretRule } from './secret.ts';
import type { Surroundings } from './surroundings.ts';
import { count, duration } from './units.ts';
import { checkKeysUrl } from './urls.ts';

type Issuers = Config['issuers'];

/** Resolves the section. */
export function resolveNotifications(
  place: Place,
  raw: Pruned<NotificationsSection>,
  issuers: Issuers,
  surroundings: Surroundings,
): NotificationsConfig {
  const channels = [
    ...eachOf(place.at('webhooks'), raw.webhooks, (at, item) =>
      resolveWebhook(at, item, surroundings),
    ),
    ...eachOf(place.at('slack'), raw.slack, (at, item) =>
      resolveSlack(at, item, issuers, surroundings),
    ),
    ...eachOf(place.at('email'), raw.email, (at, item) =>
      resolveEmail(at, item, resolveBase(at, item), surroundings),
    ),
  ];
  const names = new Set<string>();
  for (const { name } of channels) {
    if (names.has(name)) place.fault(`must have no two channels of the name ${name}`);
    names.add(name);
  }
  return {
    channels,
    collapse: {
      after: count(place.at('collapse_after'), raw.collapse_after, 1000),
      window: duration(place.at('collapse_window'), raw.collapse_window, '24h'),
    },
    reviewAfter: duration(place.at('review_after'), raw.review_after, '168h'),
    giveUpAfter: duration(place.at('give_up_after'), raw.give_up_after, '168h'),
  };
}

function eachOf<T, C extends ChannelConfig>(
  place: Place,
  items: (T | undefined)[] | undefined,
  resolve: (place: Place, item: T) => C,
): C[] {
  return place
    .need(items, [])
    .flatMap((item, index) => (item === undefined ? [] : [resolve(place.at(index), item)]));
}

function resolveBase(
  place: Place,
  raw: Pruned<Pick<WebhookSection, 'name' | 'groups' | 'events' | 'show'>>,
): ChannelBase {
  return {
    name: place.at('name').need(raw.name, ''),
    ...(raw.groups && { groups: raw.groups.filter((group) => group !== undefined) }),
    events: place
      .at('events')
      .need(raw.events, [])
      .filter((event) => event !== undefined),
    show: place
      .at('show')
      .need(raw.show, [])
      .filter((detail) => detail !== undefined),
  };
}

function resolveWebhook(
  place: Place,
  raw: Pruned<WebhookSection>,
  { baseDir, env }: Surroundings,
): WebhookConfig {
  if (raw.url !== undefined) checkKeysUrl(place.at('url'), raw.url);
  const secrets = place.at('secrets').need(raw.secrets, []);
  return {
    ...resolveBase(place, raw),
    kind: 'webhook',
    url: place.at('url').need(raw.url, ''),
    secrets: secrets.map((secret, index) =>
      resolveSecret(place.at('secrets', index), secret, baseDir, env, webhookRule),
    ),
  };
}

/** The key is 24 to 64 bytes (Standard Webhooks, Signature scheme). */
const webhookRule: SecretRule = (value) => {
  const text = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value)?.[1] ?? '';
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text && bytes.length >= 24 && bytes.length <= 64
    ? undefined
    : 'must be whsec_ and base64 of 24 to 64 bytes';
};

function resolveSlack(
  place: Place,
  raw: Pruned<SlackSection>,
  issuers: Issuers,
  surroundings: Surroundings,
): SlackConfig {
  if (raw.buttons && raw.webhook) {
    place.at('buttons').fault('needs token and channel: an incoming webhook cannot take part');
  }
  return {
    ...resolveBase(place, raw),
    kind: 'slack',
    to: resolveTarget(place, raw, surroundings),
    ...(raw.buttons && {
      buttons: resolveButtons(place.at('buttons'), raw.buttons, issuers, surroundings),
    }),
  };
}

function resolveTarget(
  place: Place,
  raw: Pruned<SlackSection>,
  { baseDir, env }: Surroundings,
): SlackConfig['to'] {
  const byBot = raw.token !== undefined || raw.channel !== undefined;
  if (byBot === 'webhook' in raw) place.fault('must have either webhook, or token and channel');
  if (!byBot) {
    const webhook = resolveSecret(place.at('webhook'), raw.webhook, baseDir, env, urlRule);
    return { webhook };
  }
  if (raw.api !== undefined) checkKeysUrl(place.at('api'), raw.api);
  return {
    token: resolveSecret(place.at('token'), raw.token, baseDir, env, headerRule),
    channel: place.at('channel').need(raw.channel, ''),
    api: place.at('api').need(raw.api, '').replace(/\/+$/, ''),
  };
}

/** As `checkKeysUrl` has it, but for a secret: what is wrong with it must not be told. */
const urlRule: SecretRule = (value) =>
  URL.canParse(value) &&
  /^(https:\/\/|http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/])[^\s\\@#]+$/.test(value)
    ? undefined
    : 'must be an https:// URL without credentials and fragment';

function resolveButtons(
  place: Place,
  raw: Pruned<SlackButtonsSection>,
  issuers: Issuers,
  { baseDir, env }: Surroundings,
): SlackButtons {
  const secret = place.at('signing_secret');
  const users = new Set<string>();
  return {
    signingSecret: resolveSecret(secret, raw.signing_secret, baseDir, env, headerRule),
    team: place.at('team').need(raw.team, ''),
    approveUpToRisk: place.at('approve_up_to_risk').need(raw.approve_up_to_risk, 0),
    people: place
      .at('people')
      .need(raw.people, [])
      .flatMap((item, index) => {
        if (item === undefined) return [];
        const at = place.at('people', index);
        const { issuer, person } = item;
        const user = at.at('user').need(item.user, '');
        if (users.has(user)) at.at('user').fault('stands twice');
        users.add(user);
        const known = issuers.find((one) => one.issuer === issuer);
        if (issuer !== undefined && !known) {
          at.at('issuer').fault('must be the issuer of one of identity.issuers');
        }
        if (known?.personClaim !== undefined && person === undefined) {
          at.at('person').fault(`is needed: it is what ${known.personClaim} says of them`);
        }
        const { subject, groups } = item;
        return {
          user,
          issuer: at.at('issuer').need(issuer, ''),
          subject: at.at('subject').need(subject, ''),
          groups: at
            .at('groups')
            .need(groups, [])
            .filter((group) => group !== undefined),
          ...(person !== undefined && { link: person.normalize('NFKC').trim().toLowerCase() }),
        };
      }),
  };
}
