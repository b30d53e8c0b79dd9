import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type AnySchemaObject } from 'ajv';
import formats from 'ajv-formats';
import t from 'tap';

const files = readdirSync('schemas').filter((name) => name.endsWith('.json'));
const schemas = files.map(
  (name) => JSON.parse(readFileSync(`schemas/${name}`, 'utf8')) as AnySchemaObject,
);

void t.test('there are the four schemas of the design', (t) => {
  for (const name of ['config.json', 'decision.json', 'input.json', 'ledger-entry.json']) {
    t.ok(files.includes(name), name);
  }
  t.end();
});

schemas.forEach((schema, index) => {
  void t.test(`${files[index]} compiles without a word that the validator does not know`, (t) => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true, validateSchema: true });
    formats.default(ajv);
    // Of json-schema-to-typescript, which writes schemas/types.ts.
    ajv.addVocabulary(['tsType']);
    for (const other of schemas) if (other !== schema) ajv.addSchema(other);
    t.type(ajv.compile(schema), 'function');
    t.equal(schema['$id'], `https://regent.dev/schemas/${files[index]}`);
    t.end();
  });
});
