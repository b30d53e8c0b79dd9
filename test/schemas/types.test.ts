import { readFile } from 'node:fs/promises';
import t from 'tap';
import { generateOpaInput, generateTypes } from '../../schemas/generate.ts';

void t.test('schemas/types.ts is what `npm run schemas` writes', async (t) => {
  t.equal(await readFile('schemas/types.ts', 'utf8'), await generateTypes());
  t.equal(await readFile('schemas/opa-input.json', 'utf8'), await generateOpaInput());
});
