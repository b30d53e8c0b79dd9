/** Checks the configuration file against `schemas/config.json` and fills in its defaults. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import schema from '../../schemas/config.json' with { type: 'json' };
import type { ConfigFile } from '../../schemas/types.ts';
import type { Faults, Path } from './faults.ts';
import type { Pruned } from './place.ts';
import { explain } from './sentences.ts';

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
}

let compiled: ValidateFunction | undefined;

function validator(): ValidateFunction {
  if (compiled === undefined) {
    const ajv = new Ajv({ allErrors: true, strict: true, useDefaults: true, verbose: true });
    formats.default(ajv);
    compiled = ajv.compile(schema);
  }
  return compiled;
}

/** Adds what the schema finds to `faults`; what is left has no fault. Changes `value`. */
export function applySchema(value: unknown, faults: Faults): Pruned<ConfigFile> {
  openSections(schema as Schema, value);
  const validate = validator();
  if (!validate(value)) {
    for (const error of validate.errors ?? []) addFault(error, faults);
  }
  return prune(value, [], faults) ?? {};
}

/**
 * Puts an empty section where one that needs nothing is absent, or is a name with nothing under
 * it: the validator fills defaults only into sections that are there.
 */
function openSections(schema: Schema, value: unknown): void {
  const { properties, items } = resolve(schema);
  if (Array.isArray(value) && items !== undefined) {
    for (const item of value) openSections(items, item);
  }
  if (typeof value !== 'object' || value === null || properties === undefined) return;
  const members = value as Record<string, unknown>;
  for (const [name, raw] of Object.entries(properties)) {
    const member = resolve(raw);
    const optional = member.properties !== undefined && member.required === undefined;
    if (optional && resolve(schema).required?.includes(name) !== true) members[name] ??= {};
    openSections(member, members[name]);
  }
}

function resolve(part: Schema): Schema {
  if (part.$ref === undefined) return part;
  const definitions = schema.definitions as Record<string, Schema>;
  return definitions[part.$ref.replace('#/definitions/', '')] ?? part;
}

function addFault(error: ErrorObject, faults: Faults): void {
  // Each alternative of a secret complains by itself; `oneOf` says it for both.
  if (error.schemaPath.includes('/oneOf/')) return;
  const place = readPointer(error.instancePath);
  const { member, sentence } = explain(error);
  const path = member === undefined ? place : [...place, member];
  // What was wrong before the schema saw it is told already.
  if (!faults.covers(path)) faults.add(path, sentence);
}

function readPointer(pointer: string): Path {
  const segments = pointer.split('/').slice(1);
  return segments.map((segment) =>
    // No section of the schema has a number for a name.
    /^[0-9]+$/.test(segment)
      ? Number(segment)
      : segment.replaceAll('~1', '/').replaceAll('~0', '~'),
  );
}

function prune<T>(value: T, path: Path, faults: Faults): Pruned<T> | undefined {
  if (faults.at(path)) return undefined;
  if (Array.isArray(value)) {
    return value.map((item: unknown, i) => prune(item, [...path, i], faults)) as Pruned<T>;
  }
  if (typeof value !== 'object' || value === null) return value as Pruned<T>;
  const entries = Object.entries(value).map(([name, member]) => [
    name,
    prune(member as unknown, [...path, name], faults),
  ]);
  return Object.fromEntries(entries) as Pruned<T>;
}
