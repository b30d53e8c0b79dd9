import { readFileSync } from 'node:fs';
import t from 'tap';
import type { Mask } from '../../../gateway/types.ts';
import { json, KEYS, replace } from './helpers.ts';

const PAGE = readFileSync(new URL('../../../docs/mask-methods.md', import.meta.url), 'utf8');
const ROW = /^\| `(\{ "with".*?\})` +\| `(.*?)` +\| `(.*?)` +\|$/gm;

void t.test('the examples of the documentation are true', async (t) => {
  const [, id, secret] = /key `(.*?)` whose secret is\s+`(.*?)`/.exec(PAGE)!;
  const keys = { ...KEYS, keys: () => [{ id: id!, secret: secret! }] };
  const rows = PAGE.matchAll(ROW).toArray();
  t.equal(rows.length, 20);
  for (const [, method, value, expected] of rows) {
    const mask = { path: '$', ...(JSON.parse(method!) as Omit<Mask, 'path'>) };
    const result = replace(json(value!), mask, keys);
    // What is different each time is shown by its beginning.
    const [start, end] = expected!.split('…"');
    t.equal(end === '' ? result.slice(0, start!.length) : result, start, `${method} ${value}`);
  }
});
