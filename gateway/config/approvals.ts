import type { ConfigFile, PasskeysSection } from '../../schemas/types.ts';
import type { ApprovalsConfig, Config } from '../types.ts';
import { isHostName } from './hosts.ts';
import type { Place, Pruned } from './place.ts';
import { count, duration } from './units.ts';

/** How requests wait for people. */
export function resolveApprovals(
  place: Place,
  raw: Pruned<ConfigFile>['approvals'] = {},
): ApprovalsConfig {
  const maxPending = place.at('max_pending_per_identity');
  return {
    hold: duration(place.at('hold'), raw.hold, '1h'),
    maxHeld: count(place.at('max_held'), raw.max_held, 100_000),
    maxPendingPerIdentity: count(maxPending, raw.max_pending_per_identity, 100_000),
    withdrawAfter: duration(place.at('withdraw_after'), raw.withdraw_after, '1h'),
    ...(raw.instructions !== undefined && { instructions: raw.instructions }),
    ...(raw.passkeys && { passkeys: resolvePasskeys(place.at('passkeys'), raw.passkeys) }),
  };
}

function resolvePasskeys(
  place: Place,
  raw: Pruned<PasskeysSection>,
): NonNullable<ApprovalsConfig['passkeys']> {
  const rpId = place.at('rp_id').need(raw.rp_id, '');
  if (raw.rp_id !== undefined && !isHostName(rpId)) {
    place.at('rp_id').fault('must be a host name in lower case, without scheme or port');
  }
  const origins = place.at('origins').need(raw.origins, []);
  return {
    rpId,
    rpName: place.at('rp_name').need(raw.rp_name, ''),
    origins: origins.flatMap((origin, index) =>
      origin === undefined ? [] : [checkOrigin(place.at('origins', index), origin, rpId)],
    ),
    registrationMaxAge: duration(place.at('registration_max_age'), raw.registration_max_age, '24h'),
  };
}

/** What a browser signs at the page names the page's origin: where it is not expected, each decision would fail once it is signed. */
export function checkPageOrigin(
  place: Place,
  { approvals, console }: Pick<Config, 'approvals' | 'console'>,
): void {
  const origins = approvals.passkeys?.origins;
  if (!origins || !console || console.url === '' || origins.includes(console.url)) return;
  place.fault(
    `must have ${console.url}, the page of console.url: a passkey used there would be refused; add it, or mend console.url`,
  );
}

/** Browsers let a page use the passkeys of its own host and of those above it, over TLS or on this machine. */
function checkOrigin(place: Place, text: string, rpId: string): string {
  const { origin, hostname, protocol } = new URL(text);
  if (text !== origin) place.fault(`must be an origin, such as ${origin}, without a path`);
  if (hostname !== rpId && !hostname.endsWith(`.${rpId}`)) {
    place.fault('must be on the host of rp_id or below it');
  }
  if (protocol !== 'https:' && hostname !== 'localhost') {
    place.fault('must be https: (or http://localhost): browsers use passkeys nowhere else');
  }
  return origin;
}
