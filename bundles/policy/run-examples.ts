/** Decides every example by `opa` and by Regent's evaluation, and compares. */
import type { Decided } from '../../gateway/types.ts';
import type { Opa } from '../find-opa.ts';
import type { Bundle } from '../read.ts';
import { describeDifferences } from './compare.ts';
import type { OpaAnswer } from './evaluate.ts';
import { decideByOpa, decideByWasm } from './evaluate.ts';
import type { Example } from './examples.ts';
import type { Case, Finding } from './findings.ts';

/** A case for each example, and what is wrong with them. `bundle` may still be in the making. Throws SetupError. */
export async function runExamples(
  opa: Opa,
  dir: string,
  bundle: Promise<Bundle>,
  examples: Example[],
): Promise<{ cases: Case[]; findings: Finding[] }> {
  const start = performance.now();
  const inputs = examples.map(({ input }) => input);
  const [byOpa, byWasm] = await Promise.all([
    decideByOpa(opa, dir, inputs),
    bundle.then((made) => decideByWasm(made, inputs)),
  ]);
  const seconds = (performance.now() - start) / 1000 / Math.max(1, examples.length);
  const found = examples.map((example, i) => judge(example, byOpa[i] ?? {}, byWasm[i] as Decided));
  const cases = examples.map(({ file, line, name }, i): Case => {
    const failures = (found[i] ?? []).flatMap(({ message, details = [] }) =>
      [message].concat(details),
    );
    return { suite: file, name, file, line, seconds, failures };
  });
  return { cases, findings: found.flat() };
}

function judge(example: Example, opa: OpaAnswer, wasm: Decided): Finding[] {
  const { file, line, name, decision } = example;
  const finding = (code: Finding['code'], message: string, details: string[]): Finding[] => [
    { code, message: `example ${JSON.stringify(name)}: ${message}`, details, file, line },
  ];
  if (wasm.fault !== undefined || opa.error !== undefined) {
    const why = wasm.fault === undefined ? [] : [`Regent: ${wasm.fault}`];
    const said = opa.error === undefined ? [] : [`opa: ${opa.error}`];
    return finding('no-decision', 'there is no usable decision', [...why, ...said]);
  }
  const apart = describeDifferences(opa.value, wasm.decision);
  if (apart.length > 0) {
    return finding('example-differs', 'opa (-) and Regent (+) decide differently', apart);
  }
  const unexpected = describeDifferences(decision, wasm.decision);
  if (unexpected.length === 0) return [];
  return finding('example-unexpected', 'the decision (+) is not the expected one (-)', unexpected);
}
