/** `archive.json` (docs/ledger-format.md, Archives). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { SetupError } from '../../gateway/errors.ts';

/** What was chosen, and which files there are. */
export interface ArchiveManifest {
  v: 1;
  origin: string;
  size: number;
  /** Base64. */
  root: string;
  /** RFC 3339, of the last entry that the checkpoint covers. */
  time: string;
  from?: string;
  to?: string;
  session?: string;
  subject?: { type: string; value: string };
  /** From first to last, both included. */
  runs: [first: number, last: number][];
  /** SHA-256 in hex, by path. */
  files: Record<string, string>;
}

const text = { type: 'string' };
/** As entries have it: it is shown as it stands. */
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' };
const count = { type: 'integer', minimum: 0 };
const isManifest = new Ajv({ strict: false }).compile<ArchiveManifest>({
  type: 'object',
  additionalProperties: false,
  required: ['v', 'origin', 'size', 'root', 'time', 'runs', 'files'],
  properties: {
    v: { const: 1 },
    origin: text,
    size: count,
    root: text,
    time,
    from: time,
    to: time,
    session: text,
    subject: {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'value'],
      properties: { type: text, value: text },
    },
    runs: { type: 'array', items: { type: 'array', items: count, minItems: 2, maxItems: 2 } },
    files: { type: 'object', additionalProperties: { type: 'string', pattern: '^[0-9a-f]{64}$' } },
  },
});

/** The manifest of an unpacked archive; undefined for a directory without. Throws SetupError where it is not of its form. */
export async function readManifest(dir: string): Promise<ArchiveManifest | undefined> {
  const path = join(dir, 'archive.json');
  const bytes = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(bytes);
  } catch {
    // Told below.
  }
  // One spelling, so that no byte can change unseen.
  if (!isManifest(value) || `${JSON.stringify(value)}\n` !== bytes) {
    throw new SetupError([`${path}: is not the archive.json of an archive`]);
  }
  return value;
}
