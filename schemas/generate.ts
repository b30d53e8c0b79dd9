/**
 * Writes `schemas/types.ts` from the JSON Schemas: `npm run schemas`.
 * A test fails when the file on disk is not what this writes.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

const here = import.meta.dirname;
/** `input` and `decision` are parts of the last. */
const names = ['config', 'ledger-entry'];

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

if (process.argv[1] === import.meta.filename) {
  await writeFile(`${here}/types.ts`, await generateTypes());
}
