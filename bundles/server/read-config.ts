/** Reads a configuration file of a server and checks it against its schema. */
import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import { Faults } from '../../gateway/config/faults.ts';
import { readText } from '../../gateway/config/files.ts';
import { explain } from '../../gateway/config/sentences.ts';
import { readYaml } from '../../gateway/config/yaml.ts';
import { SetupError } from '../../gateway/errors.ts';
import gatewaySchema from '../../schemas/config.json' with { type: 'json' };

/** The value in `file`, with the schema's defaults. Throws one SetupError with every fault. */
export function readConfig(
  file: string,
  schema: object,
  env: NodeJS.ProcessEnv,
): { value: unknown; faults: Faults } {
  const faults = new Faults(file);
  const value = readYaml(readFile(file), env, faults);
  checkSchema(value, schema, faults);
  faults.throwIfAny();
  return { value, faults };
}

function readFile(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    throw new SetupError([(error as Error).message], error);
  }
}

function checkSchema(value: unknown, schema: object, faults: Faults): void {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true, allowUnionTypes: true });
  formats.default(ajv);
  ajv.addSchema(gatewaySchema);
  const validate = ajv.compile(schema);
  if (!validate(value)) for (const error of validate.errors ?? []) addFault(error, faults);
}

function addFault(error: ErrorObject, faults: Faults): void {
  const place = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const { member, sentence } = explain(error);
  faults.add(member === undefined ? place : [...place, member], sentence);
}
