import t from 'tap';
import type { PolicyFault } from '../../gateway/decision/faults.ts';
import { decisionReader } from '../../gateway/decision/read-decision.ts';

const read = decisionReader(() => undefined);
const allow = { action: 'allow', reasons: [] };

await t.test('a result set that is not one result is told apart', (t) => {
  const faults: [answer: string, reason: string, says: RegExp][] = [
    ['[]', 'policy-undefined', /undefined for this input/],
    [JSON.stringify([{ result: allow }, { result: allow }]), 'policy-invalid', /2 results/],
    ['{}', 'policy-invalid', /result set/],
    ['null', 'policy-invalid', /result set/],
    ['[null]', 'policy-invalid', /must be object/],
    ['[{}]', 'policy-invalid', /must be object/],
    ['', 'policy-invalid', /not JSON/],
    ['[{"result": secret}]', 'policy-invalid', /not JSON$/],
  ];
  for (const [answer, reason, says] of faults) {
    t.throws(() => read(answer), { name: 'PolicyFault', reason, message: says });
  }
  t.end();
});

await t.test('the fault names the place and not the value', (t) => {
  const secret = 'anna@example.com';
  const answers: [result: object, says: RegExp][] = [
    [{ ...allow, message: 5 }, /\/message must be string/],
    [{ ...allow, masks: [] }, /\/masks must not be there/],
    [{ action: 'mask', reasons: [], masks: [{ path: secret, with: secret }] }, /\/masks\/0\/with/],
    [{ ...allow, reasons: [secret] }, /\/reasons\/0 must match pattern/],
    [{ ...allow, maks: [] }, /unknown key "maks"/],
  ];
  for (const [result, says] of answers) {
    try {
      read(JSON.stringify([{ result }]));
      t.fail('it was read');
    } catch (error) {
      t.match(error, { name: 'PolicyFault', reason: 'policy-invalid', message: says });
      t.notMatch((error as PolicyFault).message, /anna/);
    }
  }
  t.end();
});

await t.test('good masks are forgotten before they fill the memory', (t) => {
  let checks = 0;
  const read = decisionReader(() => void (checks += 1));
  const ask = (path: string): unknown =>
    read(
      JSON.stringify([
        { result: { action: 'mask', reasons: [], masks: [{ path, with: 'null' }] } },
      ]),
    );
  for (let turn = 0; turn < 1000; turn += 1) ask(`$.a${String(turn)}`);
  ask('$.a0');
  t.equal(checks, 1000);
  ask('$.one-more');
  ask('$.a0');
  t.equal(checks, 1002);
  t.end();
});
