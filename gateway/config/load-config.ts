import { dirname, resolve } from 'node:path';
import { SetupError } from '../errors.ts';
import type { Config } from '../types.ts';
import { Faults } from './faults.ts';
import { readText } from './files.ts';
import { Place } from './place.ts';
import { resolveConfig } from './resolve.ts';
import { applySchema } from './schema.ts';
import { readYaml } from './yaml.ts';

/**
 * Reads, checks and resolves the configuration `file`; `env` is where `${NAME}` and secrets of
 * `env:` are looked up. Files that it names are read too, but nothing is written.
 * `unsigned` is whether `policy.trust` may be absent.
 * Throws one SetupError with every fault of the file, such as
 * `regent.yaml:31: connections[0].name is missing`.
 */
export async function loadConfig(
  file: string,
  env: NodeJS.ProcessEnv = process.env,
  { unsigned = false }: { unsigned?: boolean } = {},
): Promise<Config> {
  const faults = new Faults(file);
  const baseDir = dirname(resolve(file));
  const raw = applySchema(readYaml(readFile(file), env, faults), faults);
  const config = resolveConfig(new Place(faults), raw, { baseDir, env, unsigned });
  faults.throwIfAny();
  return config;
}

function readFile(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    throw new SetupError([(error as Error).message], error);
  }
}
