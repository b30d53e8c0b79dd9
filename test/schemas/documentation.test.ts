/** The page on configuration cannot lag behind the schema, nor its examples behind the program. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { SetupError } from '../../gateway/errors.ts';
import schema from '../../schemas/config.json' with { type: 'json' };
import { faultsOf } from '../config/setup.ts';

const { publicKey } = generateKeyPairSync('ed25519');
const PUBLIC_KEY = publicKey.export({ type: 'spki', format: 'pem' });

const page = readFileSync('docs/configuration.md', 'utf8');

interface Part {
  default?: string | number | boolean | string[];
  required?: string[];
  properties?: Record<string, Part>;
  items?: Part;
  oneOf?: Part[];
}

/** Every object of the schema with its properties, by name. */
function listObjects(part: Part): Part[] {
  const parts = [...Object.values(part.properties ?? {}), ...(part.oneOf ?? [])];
  if (part.items !== undefined) parts.push(part.items);
  const below = parts.flatMap((child) => listObjects(child));
  return part.properties === undefined ? below : [part, ...below];
}

/** The tables of the page, as name to default. */
const tables = page.match(/(?:^\|.*\n)+/gm)?.map(
  (table) =>
    new Map(
      table
        .trim()
        .split('\n')
        .slice(2)
        .map((row) => row.split(' | '))
        .map(([name, , byDefault]) => [name?.replaceAll(/[|` ]/g, ''), byDefault?.trim()]),
    ),
);

function block(info: string): string {
  const [, text] = new RegExp(`^\`\`\`\\w+ ${info}\n([^]*?)^\`\`\`$`, 'm').exec(page) ?? [];
  if (text === undefined) throw new Error(`no block ${info}`);
  return text;
}

const objects = [schema as Part, ...Object.values(schema.definitions as Record<string, Part>)]
  .flatMap((part) => listObjects(part))
  .slice(1);

/** What shares a table: the kinds of secret, and those of keys that evidence is encrypted under, which have no title. */
const SHARED = [
  ['env', 'file'],
  ['id', 'file', 'env', 'vault'],
];

function sharedBy(title: string, names: string[]): string[] {
  const isUntitled = title === names.join();
  const shared = SHARED.find(
    (all) => names.length < all.length && names.every((name) => all.includes(name)),
  );
  return (isUntitled && shared) || names;
}

for (const { properties = {}, required = [], ...rest } of objects) {
  const names = Object.keys(properties);
  const title = (rest as { title?: string }).title ?? names.join();
  void t.test(`a table has the properties of ${title}, with their defaults`, (t) => {
    const wanted = sharedBy(title, names);
    const table = tables?.find((found) => [...found.keys()].join() === wanted.join());
    t.ok(table, `a table with exactly ${wanted.join(', ')}`);
    for (const [name, property] of Object.entries(properties)) {
      const cell = table?.get(name);
      if (property.default !== undefined && property.default !== '') {
        const value = property.default;
        const text = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
        t.equal(cell, `\`${text}\``, `the default of ${name}`);
      } else if (required.includes(name) && wanted === names) {
        t.equal(cell, 'needed', name);
      } else {
        t.not(cell, 'needed', name);
      }
    }
    t.end();
  });
}

void t.test('each section has a heading', (t) => {
  for (const name of Object.keys(schema.properties)) {
    t.ok(page.includes(`\n## \`${name}\`\n`), name);
  }
  t.end();
});

void t.test('the minimal file is good', async (t) => {
  const directory = t.testdir({ 'bundle.tar.gz': 'bundle', 'policy-ci.pub': PUBLIC_KEY });
  t.strictSame(await faultsOf(directory, block('minimal'), {}), []);
});

void t.test('the broken file gives what the page says', async (t) => {
  const directory = t.testdir({ 'bundle.tar.gz': 'bundle', 'policy-ci.pub': PUBLIC_KEY });
  const file = join(directory, 'broken.yaml');
  writeFileSync(file, block('broken'));
  const error: unknown = await loadConfig(file, {}).catch((caught: unknown) => caught);
  t.ok(error instanceof SetupError);
  const output = `${(error as SetupError).message.replaceAll(file, 'broken.yaml')}\n`;
  t.equal(output, block('output'));
});
