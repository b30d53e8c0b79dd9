import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import { stringify } from 'yaml';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { SetupError } from '../../gateway/errors.ts';
import { ENV, goodFile, makeDirectory, type Raw } from './setup.ts';

const directory = makeDirectory(t);
const path = join(directory, 'regent.yaml');

/** A file in which every section and every kind of value occurs. */
function fullFile(): Raw {
  const file = goodFile();
  file['gateway'].listen.tls = { cert: 'cert.pem', key: 'key.pem' };
  Object.assign(file, {
    limits: { body_bytes: '2MiB', header_count: 50 },
    approvals: { hold: '5s', instructions: 'ask ${CRM_KEY}' },
    redaction: { keys: [{ id: 'k1', secret: { env: 'PSEUDONYM_KEY' } }] },
    log: { level: 'debug' },
  });
  Object.assign(file['connections'][0], {
    tls: { ca: 'cert.pem' },
    timeouts: { connect: '1s' },
    credentials: [{ header: 'X-Api-Key', value: { file: 'crm.key' } }],
    headers: ['x-tenant'],
  });
  return file;
}

async function holds(text: string | Buffer): Promise<void> {
  writeFileSync(path, text);
  try {
    const config = await loadConfig(path, ENV);
    if (config.connections.length === 0) throw new Error('a configuration without connections');
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    if (error.faults.length === 0 || error.faults.some((fault) => !fault.startsWith(path))) {
      throw new Error('a fault without its file', { cause: error });
    }
  }
}

/** Every path of `value`, from the root. */
function listPaths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([name, part]) => listPaths(part, [...path, name])),
  ];
}

function replaceAt(value: unknown, [name, ...rest]: string[], by: unknown): unknown {
  if (name === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Raw) }) as Raw;
  copy[name] = replaceAt(copy[name], rest, by);
  return copy;
}

void t.test('the full file is good', async (t) => {
  writeFileSync(path, stringify(fullFile()));
  await t.resolves(loadConfig(path, ENV));
});

void t.test('any bytes and any text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' })), async (content) => {
      await holds(typeof content === 'string' ? content : Buffer.from(content));
    }),
    { numRuns: 200 },
  );
});

void t.test('a good text with a piece replaced', async () => {
  const text = stringify(fullFile());
  const piece = fc.oneof(
    fc.constantFrom(
      '',
      ':',
      '- ',
      '\n',
      '  ',
      '*a',
      '&a ',
      '!!x ',
      '${',
      '${HOME}',
      '{',
      '[',
      '"',
      "'",
      '|',
      '>',
      '---\n',
      '? ',
      '~',
      '<<',
    ),
    fc.string({ unit: 'binary' }),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length), fc.nat(20), piece, async (start, length, by) => {
      await holds(text.slice(0, start) + by + text.slice(start + length));
    }),
    { numRuns: 300 },
  );
});

void t.test('a good file with any value anywhere', async () => {
  const file = fullFile();
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(
      '',
      '1h',
      '1GiB',
      'https://u:p@h/%2e%2e?#',
      'http://[::1',
      'cert.pem',
      '/dev/null',
      '..',
      '\0',
      -0,
      Infinity,
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...listPaths(file)), value, async (place, by) => {
      await holds(stringify(replaceAt(file, place, by)));
    }),
    { numRuns: 300 },
  );
});
