/** Who is told of approvals. */
import type { NotificationsSection, WebhookSection } from '../../schemas/types.ts';
import type {
  ChannelBase,
  ChannelConfig,
  Config,
  NotificationsConfig,
  WebhookConfig,
} from '../types.ts';
import { resolveEmail } from './email.ts';
import type { Place, Pruned } from './place.ts';
import { resolveSecret } from './resolve-secret.ts';
import type { SecretRule } from './secret.ts';
import { resolveSlack } from './slack.ts';
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
      resolveSlack(at, item, { base: resolveBase(at, item), issuers, surroundings }),
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
