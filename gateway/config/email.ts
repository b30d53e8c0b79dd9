/** Mail by SMTP. */
import type { EmailSection } from '../../schemas/types.ts';
import type { ChannelBase, EmailConfig } from '../types.ts';
import { isListenHost, isLoopback } from './hosts.ts';
import type { Place, Pruned } from './place.ts';
import { resolveSecret } from './resolve-secret.ts';
import type { Surroundings } from './surroundings.ts';

/** An address as it stands in an SMTP command and in a header, without names, quotes and comments. */
const ADDRESS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;

/** Resolves what only mail has. */
export function resolveEmail(
  place: Place,
  raw: Pruned<EmailSection>,
  base: ChannelBase,
  { baseDir, env }: Surroundings,
): EmailConfig {
  const host = place.at('host').need(raw.host, '');
  if (raw.host !== undefined && !isListenHost(host)) {
    place.at('host').fault('must be a host name in lower case, or an address');
  }
  const security = place.at('security').need(raw.security, 'starttls');
  if (security === 'none' && !isLoopback(host)) {
    place.at('security').fault('must be starttls or tls (none is only for loopback)');
  }
  if ((raw.user === undefined) !== (raw.password === undefined)) {
    place.fault('must have both user and password, or neither');
  }
  return {
    ...base,
    kind: 'email',
    host,
    port: raw.port ?? (security === 'tls' ? 465 : 587),
    security,
    ...(raw.user !== undefined && { user: raw.user }),
    ...(raw.password && {
      password: resolveSecret(place.at('password'), raw.password, baseDir, env, () => undefined),
    }),
    from: readAddress(place.at('from'), raw.from),
    to: place
      .at('to')
      .need(raw.to, [])
      .map((address, index) => readAddress(place.at('to', index), address)),
  };
}

function readAddress(place: Place, raw: string | undefined): string {
  const address = place.need(raw, '');
  if (raw !== undefined && !ADDRESS.test(address)) {
    place.fault('must be a plain address, such as approvals@example.com');
  }
  return address;
}
