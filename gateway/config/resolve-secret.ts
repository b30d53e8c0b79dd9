import type { SecretSource } from '../../schemas/types.ts';
import type { Secret } from '../types.ts';
import type { Place, Pruned } from './place.ts';
import { secretFrom, type SecretRule } from './secret.ts';

/** The secret that the file names; adds a fault if it cannot be read now or breaks `rule`. */
export function resolveSecret(
  place: Place,
  raw: Pruned<SecretSource> | undefined,
  baseDir: string,
  env: NodeJS.ProcessEnv,
  rule: SecretRule,
): Secret {
  const source = readSource(place, place.need(raw, { env: undefined }));
  const secret = secretFrom(source ?? { env: '' }, baseDir, env, rule);
  // Without a source there is a fault already.
  if (source === undefined) return secret;
  try {
    secret.read();
  } catch (error) {
    place.fault(`cannot be used: ${(error as Error).message}`);
  }
  return secret;
}

function readSource(
  place: Place,
  raw: { env?: string | undefined; file?: string | undefined },
): SecretSource | undefined {
  if ('env' in raw) {
    const env = place.at('env').need(raw.env, '');
    return env === '' ? undefined : { env };
  }
  const file = place.at('file').need(raw.file, '');
  return file === '' ? undefined : { file };
}
