/** Reads, checks and resolves the configuration of a witness. */
import { dirname, join, resolve } from 'node:path';
import { readConfig } from '../../bundles/server/read-config.ts';
import { resolveListener } from '../../gateway/config/listener.ts';
import { Place } from '../../gateway/config/place.ts';
import { ED25519, parseVkey, type NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { checkName } from '../../gateway/ledger/notes/note.ts';
import type { ListenConfig } from '../../gateway/types.ts';
import type { ListenerSection } from '../../schemas/types.ts';
import schema from './config.json' with { type: 'json' };

/** A configuration that can be used. */
export interface WitnessConfig {
  listen: ListenConfig;
  name: string;
  keyFile: string;
  stateDir: string;
  /** The keys of each log, by its origin. */
  logs: Map<string, NoteKey[]>;
  logLevel: string;
}

interface WitnessConfigFile {
  listen: ListenerSection;
  name: string;
  key?: string;
  state_dir: string;
  logs: { origin: string; keys: string[] }[];
  log: { level: string };
}

/** The configuration in `file`. Throws one SetupError with every fault, each with line and path. */
export function loadWitnessConfig(
  file: string,
  env: NodeJS.ProcessEnv = process.env,
): WitnessConfig {
  const { value, faults } = readConfig(file, schema, env);
  const raw = value as WitnessConfigFile;
  const root = new Place(faults);
  const baseDir = dirname(resolve(file));
  const stateDir = resolve(baseDir, raw.state_dir);
  attempt(root.at('name'), () => checkName(raw.name));
  const config: WitnessConfig = {
    listen: resolveListener(root.at('listen'), raw.listen, baseDir),
    name: raw.name,
    keyFile: raw.key === undefined ? join(stateDir, 'key.pem') : resolve(baseDir, raw.key),
    stateDir,
    logs: resolveLogs(root.at('logs'), raw.logs),
    logLevel: raw.log.level,
  };
  faults.throwIfAny();
  return config;
}

function resolveLogs(place: Place, raw: WitnessConfigFile['logs']): Map<string, NoteKey[]> {
  const logs = new Map<string, NoteKey[]>();
  raw.forEach(({ origin, keys }, index) => {
    if (logs.has(origin)) place.at(index, 'origin').fault('is that of an earlier log');
    const parsed = keys.map((vkey, at) => {
      const here = place.at(index, 'keys', at);
      const key = attempt(here, () => parseVkey(vkey));
      if (key && key.type !== ED25519) here.fault('must be the key of a log, not of a witness');
      return key;
    });
    logs.set(
      origin,
      parsed.filter((key) => key !== undefined),
    );
  });
  return logs;
}

function attempt<T>(place: Place, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    place.fault(`cannot be used: ${(error as Error).message}`);
    return undefined;
  }
}
