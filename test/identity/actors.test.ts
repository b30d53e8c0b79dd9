import t from 'tap';
import { start } from './support.ts';

/** An `act` chain of the given depth. */
function nest(depth: number): Record<string, unknown> {
  const inner = depth === 1 ? {} : { act: nest(depth - 1) };
  return { sub: `actor-${depth}`, ...inner };
}

void t.test('the act chain is flattened, current actor first (RFC 8693 section 4.1)', async (t) => {
  const { issuer, identify } = await start(t);
  const act = { sub: 'now', iss: 'https://a.example', act: { sub: 'before' } };
  t.strictSame((await identify(await issuer.sign({ act }))).actors, [
    { subject: 'now', issuer: 'https://a.example' },
    { subject: 'before' },
  ]);
});

void t.test('a chain of 16 passes, one of 17 does not', async (t) => {
  const { issuer, identify, refuse } = await start(t);
  t.equal((await identify(await issuer.sign({ act: nest(16) }))).actors.length, 16);
  t.equal((await refuse(await issuer.sign({ act: nest(17) }))).code, 'token-invalid');
});

void t.test('a malformed chain is refused, at any depth', async (t) => {
  const { issuer, refuse } = await start(t);
  const faults = [null, 'agent', [], {}, { sub: 1 }, { sub: '' }, { sub: 'a', iss: 1 }];
  for (const fault of faults) {
    for (const act of [fault, { sub: 'now', act: fault }]) {
      const { code, detail } = await refuse(await issuer.sign({ act }));
      t.equal(code, 'token-invalid', JSON.stringify(act));
      t.match(detail, '`act');
    }
  }
});
