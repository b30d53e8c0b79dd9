/** Channels of Slack. */
import type { SlackButtonsSection, SlackPersonSection, SlackSection } from '../../schemas/types.ts';
import type { ChannelBase, Config, SlackButtons, SlackConfig } from '../types.ts';
import type { Place, Pruned } from './place.ts';
import { resolveSecret } from './resolve-secret.ts';
import { headerRule, type SecretRule } from './secret.ts';
import type { Surroundings } from './surroundings.ts';
import { checkKeysUrl } from './urls.ts';

/** What resolving a channel of Slack needs besides its section. */
interface SlackParts {
  base: ChannelBase;
  issuers: Config['issuers'];
  surroundings: Surroundings;
}

/** Resolves what only Slack has. */
export function resolveSlack(
  place: Place,
  raw: Pruned<SlackSection>,
  parts: SlackParts,
): SlackConfig {
  if (raw.buttons && raw.webhook) {
    place.at('buttons').fault('needs token and channel: an incoming webhook cannot take part');
  }
  return {
    ...parts.base,
    kind: 'slack',
    to: resolveTarget(place, raw, parts.surroundings),
    ...(raw.buttons && {
      buttons: resolveButtons(place.at('buttons'), raw.buttons, parts),
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
  { issuers, surroundings }: SlackParts,
): SlackButtons {
  const { baseDir, env } = surroundings;
  const secret = place.at('signing_secret');
  const people: SlackButtons['people'] = [];
  place.need(raw.people, []).forEach((item, index) => {
    if (item === undefined) return;
    const at = place.at('people', index);
    const person = resolvePerson(at, item, issuers);
    if (people.some(({ user }) => user === person.user)) at.at('user').fault('stands twice');
    people.push(person);
  });
  return {
    signingSecret: resolveSecret(secret, raw.signing_secret, baseDir, env, headerRule),
    team: place.at('team').need(raw.team, ''),
    approveUpToRisk: place.at('approve_up_to_risk').need(raw.approve_up_to_risk, 0),
    people,
  };
}

function resolvePerson(
  place: Place,
  raw: Pruned<SlackPersonSection>,
  issuers: Config['issuers'],
): SlackButtons['people'][number] {
  const { issuer, person } = raw;
  const known = issuers.find((one) => one.issuer === issuer);
  if (issuer !== undefined && !known) {
    place.at('issuer').fault('must be the issuer of one of identity.issuers');
  }
  if (known?.personClaim !== undefined && person === undefined) {
    place.at('person').fault(`is needed: it is what ${known.personClaim} says of them`);
  }
  return {
    user: place.at('user').need(raw.user, ''),
    issuer: place.at('issuer').need(issuer, ''),
    subject: place.at('subject').need(raw.subject, ''),
    groups: place
      .at('groups')
      .need(raw.groups, [])
      .filter((group) => group !== undefined),
    // As the claim of a token is compared.
    ...(person !== undefined && { link: person.normalize('NFKC').trim().toLowerCase() }),
  };
}
