import type { ConnectionSection } from '../../schemas/types.ts';
import type { ConnectionConfig } from '../types.ts';
import { checkCredential, normalise } from './headers.ts';
import type { Place, Pruned } from './place.ts';
import { resolveSecret } from './resolve-secret.ts';
import { HEADER_VALUE, headerRule } from './secret.ts';

/** The headers that the gateway adds for the upstream. */
export function resolveCredentials(
  place: Place,
  raw: Pruned<ConnectionSection>,
  baseDir: string,
  env: NodeJS.ProcessEnv,
): ConnectionConfig['credentials'] {
  const credentials: ConnectionConfig['credentials'] = [];
  place.need(raw.credentials, []).forEach((item, index) => {
    if (item === undefined) return;
    const header = place.at(index, 'header').need(item.header, '');
    const prefix = place.at(index, 'prefix').need(item.prefix, '');
    const before = credentials.map((credential) => normalise(credential.header));
    checkCredential(place.at(index, 'header'), header, before);
    if (!HEADER_VALUE.test(prefix))
      place.at(index, 'prefix').fault('may hold printable ASCII only');
    const value = resolveSecret(place.at(index, 'value'), item.value, baseDir, env, headerRule);
    credentials.push({ header, prefix, value });
  });
  return credentials;
}
