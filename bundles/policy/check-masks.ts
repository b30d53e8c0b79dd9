/** Parses the path of every mask that policies write, as the gateway will. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../gateway/errors.ts';
import { checkRedactions } from '../../gateway/redaction/check-redactions.ts';
import type { Detector, Mask } from '../../gateway/types.ts';
import type { Opa } from '../find-opa.ts';
import { runOpa } from '../opa.ts';
import type { Module } from './ast.ts';
import type { Constructor, WrittenMask } from './find-masks.ts';
import { findConstructors, findMasks } from './find-masks.ts';
import { findSubjectPaths, type WrittenPath } from './find-subjects.ts';
import type { Finding } from './findings.ts';

/**
 * A finding for each literal path that cannot be used, and a note for each that is computed. `names`
 * are the policies, relative to `dir`. A file that does not parse is passed over: `opa check` tells.
 */
export async function checkMasks(opa: Opa, dir: string, names: string[]): Promise<Finding[]> {
  const modules = await parseModules(opa, dir, names);
  const constructors = [...modules.values()].flatMap(findConstructors);
  const findings: Finding[] = [];
  for (const [name, module] of modules) {
    if (judgeAll(module, constructors, name).length === 0) continue;
    // Only this way does the tree tell lines, and it takes a process a file.
    const located = findings.length < MAX_LOCATED && (await parseWithLocations(opa, dir, name));
    findings.push(...judgeAll(located || module, constructors, join(dir, name)));
  }
  return findings;
}

/** After so many findings only the file is told. */
const MAX_LOCATED = 100;

function judgeAll(module: Module, constructors: Constructor[], file: string): Finding[] {
  const masks = findMasks(module, constructors).map((mask) => ({ mask, finding: judge(mask) }));
  const subjects = findSubjectPaths(module).map((mask) => ({ mask, finding: judgeSubject(mask) }));
  return [...masks, ...subjects].flatMap(({ mask: { line, column }, finding }) =>
    finding ? [{ ...finding, file, ...(line && { line }), ...(column && { column }) }] : [],
  );
}

function judgeSubject({ path }: WrittenPath): Finding | undefined {
  const fault = checkRedactions({ action: 'allow', reasons: [], subjects: [path] });
  return fault === undefined ? undefined : { code: 'subject-path-invalid', message: fault };
}

function judge({ path, fixed }: WrittenMask): Finding | undefined {
  if (path === undefined) {
    const message = 'the path of this mask is computed: it is checked when a request is decided';
    return { code: 'mask-path-computed', message };
  }
  const fault = checkPath(path, fixed);
  return fault === undefined ? undefined : { code: 'mask-path-invalid', message: fault };
}

function checkPath(
  path: string,
  { type, pattern, ...mask }: WrittenMask['fixed'],
): string | undefined {
  const decision = { action: 'mask' as const, reasons: [] };
  if (type === undefined) {
    return checkRedactions({ ...decision, masks: [{ with: 'redact', ...mask, path } as Mask] });
  }
  const detector = { type, path, with: 'redact', ...(pattern !== undefined && { pattern }) };
  return checkRedactions({ ...decision, detect: [detector as Detector] });
}

/** Bytes of source that are given to one `opa`, whose answer is some ten times as large. */
const BATCH = 2 * 1024 * 1024;

/** The trees of all files, by name, by as few processes as can be. */
async function parseModules(opa: Opa, dir: string, names: string[]): Promise<Map<string, Module>> {
  const modules = new Map<string, Module>();
  let batch: Record<string, string> = {};
  let size = 0;
  for (const [i, name] of names.entries()) {
    const source = await readFile(join(dir, name), 'utf8');
    batch[name] = source;
    size += source.length;
    if (size < BATCH && i < names.length - 1) continue;
    for (const [file, module] of await parseBatch(opa, dir, batch)) modules.set(file, module);
    batch = {};
    size = 0;
  }
  return modules;
}

const QUERY =
  '[[file, parts] | some file, source in input; module := rego.parse_module(file, source); ' +
  'parts := json.filter(module, {"package", "imports", "rules"})]';

async function parseBatch(
  opa: Opa,
  dir: string,
  batch: Record<string, string>,
): Promise<[string, Module][]> {
  const args = ['eval', '--stdin-input', '--format=json', QUERY];
  const run = await runOpa(opa, args, dir, JSON.stringify(batch));
  if (run.code !== 0) throw new SetupError([`${dir}: ${(run.stdout + run.stderr).trim()}`]);
  const { result } = JSON.parse(run.stdout) as {
    result: [{ expressions: [{ value: [string, Module][] }] }];
  };
  return result[0].expressions[0].value;
}

async function parseWithLocations(opa: Opa, dir: string, name: string): Promise<Module> {
  const args = ['parse', '--format=json', '--json-include=locations,-comments', `./${name}`];
  const run = await runOpa(opa, args, dir);
  if (run.code !== 0) throw new SetupError([`${join(dir, name)}: ${run.stderr.trim()}`]);
  return JSON.parse(run.stdout) as Module;
}
