/** Reads the examples that stand beside rules: an input, and the decision that it must give. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorObject } from 'ajv';
import { Ajv } from 'ajv';
import { JsonFault, readJson, toValue } from '../../gateway/json/read.ts';
import type { JsonNode } from '../../gateway/json/read.ts';
import type { Decision } from '../../gateway/types.ts';
import decisionSchema from '../../schemas/decision.json' with { type: 'json' };
import inputSchema from '../../schemas/input.json' with { type: 'json' };
import type { Finding } from './findings.ts';

/** One example. */
export interface Example {
  /** With the directory. */
  file: string;
  line: number;
  name: string;
  /** JSON text of the input; numbers keep every digit. */
  input: string;
  /** What it must give. */
  decision: Decision;
}

/** As in a body that the gateway reads, and the input and the list around it. */
const MAX_DEPTH = 72;

// The schemas are written for code generation too, which has a keyword of its own (`tsType`).
const ajv = new Ajv({ strict: false, allErrors: true });
const isDecision = ajv.compile(decisionSchema);
const isInput = ajv.compile(inputSchema);
const isExample = ajv.compile({
  type: 'object',
  additionalProperties: false,
  required: ['name', 'input', 'decision'],
  properties: { name: { type: 'string', minLength: 1, maxLength: 200 }, input: {}, decision: {} },
});

/** The examples of the files `names` in `dir`, and a finding for each that is not of its form. */
export async function readExamples(
  dir: string,
  names: string[],
): Promise<{ examples: Example[]; findings: Finding[] }> {
  const examples: Example[] = [];
  const findings: Finding[] = [];
  for (const name of names) {
    const file = join(dir, name);
    const bytes = await readFile(file);
    let root: JsonNode;
    try {
      root = readJson(bytes, { maxDepth: MAX_DEPTH });
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      findings.push(invalid(file, lineAt(bytes, error.offset), error.code));
      continue;
    }
    for (const node of root.kind === 'array' ? root.items : [root]) {
      const line = lineAt(bytes, node.start);
      const faults = listFaults(toValue(node, { exactNumbers: false }));
      if (faults.length === 0) examples.push(toExample(node, file, line));
      else findings.push(...faults.map((fault) => invalid(file, line, fault)));
    }
  }
  return { examples, findings };
}

function toExample(node: JsonNode, file: string, line: number): Example {
  const { input } = toValue(node, { exactNumbers: true }) as { input: unknown };
  const { name, decision } = toValue(node, { exactNumbers: false }) as Example;
  return { file, line, name, decision, input: JSON.stringify(input) };
}

function listFaults(value: unknown): string[] {
  if (!isExample(value)) return describe('the example', isExample.errors);
  const { input, decision } = value as Example;
  return [
    ...(isInput(input) ? [] : describe('input', isInput.errors)),
    ...(isDecision(decision) ? [] : describe('decision', isDecision.errors)),
  ];
}

function describe(what: string, errors: ErrorObject[] | null | undefined): string[] {
  return (errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, message, params }) => {
      const extra = params['additionalProperty'] as unknown;
      const which = extra === undefined ? '' : `: ${JSON.stringify(extra)}`;
      return `${what}${instancePath} ${message ?? ''}${which}`;
    });
}

function invalid(file: string, line: number, message: string): Finding {
  return { code: 'example-invalid', message, file, line };
}

function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1))
    line += 1;
  return line;
}
