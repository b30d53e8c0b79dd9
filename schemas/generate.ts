/**
 * Writes `schemas/types.ts` from the JSON Schemas: `npm run schemas`.
 * A test fails when the file on disk is not what this writes.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

const here = import.meta.dirname;
/** `input` and `decision` are parts of the last. */
const names = ['config', 'ledger-entry', 'approvers-input', 'approvers'];

/** The text of `schemas/types.ts`. */
export async function generateTypes(): Promise<string> {
  const parts = ['/* Made from the JSON Schemas beside it by `npm run schemas`. Do not edit. */\n'];
  for (const name of names) {
    const schema = JSON.parse(await readFile(`${here}/${name}.json`, 'utf8')) as JSONSchema;
    const options = {
      cwd: here,
      bannerComment: '',
      unreachableDefinitions: true,
      strictIndexSignatures: false,
      ignoreMinAndMaxItems: true,
      unknownAny: true,
      style: { singleQuote: true, printWidth: 100 },
    };
    const text = await compile(schema, name, options);
    // The generator's notes on where a definition is used say nothing to a reader.
    parts.push(
      text
        .replace(/^ \*\n \* This interface was referenced by [^]*?(?= \*\/$)/gm, '')
        .replace(/^\/\*\*\n \* This interface was referenced by [^]*?\*\/\n/gm, ''),
    );
  }
  return parts.join('\n');
}

/** The text of `schemas/opa-input.json`: what `input` may have in a policy, whichever of its rules is asked. */
export async function generateOpaInput(): Promise<string> {
  const read = async (name: string): Promise<JSONSchema> =>
    JSON.parse(await readFile(`${here}/${name}.json`, 'utf8')) as JSONSchema;
  const [decision, approvers] = await Promise.all([read('input'), read('approvers-input')]);
  const merged = {
    ...decision,
    $id: 'https://regent.dev/schemas/opa-input.json',
    title: 'AnyInput',
    description:
      'Made by `npm run schemas` from input.json and approvers-input.json, for `opa check` alone: one file for both.',
    required: [],
    properties: { ...approvers.properties, ...decision.properties },
  };
  return `${JSON.stringify(merged, undefined, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  await writeFile(`${here}/opa-input.json`, await generateOpaInput());
  await writeFile(`${here}/types.ts`, await generateTypes());
}
