import * as fc from 'fast-check';
import t from 'tap';
import { encodeU32 } from '../../gateway/decision/leb128.ts';
import { meterModule, STEPS } from '../../gateway/decision/meter.ts';
import { writeModule } from './write-module.ts';

/** Bytes of code from single bytes and runs of them. */
const code = (...parts: (number | number[])[]): number[] => parts.flat();

// Statements of a small structured language: each leaves the stack as it was, and none loops for ever.
const LOCALS = 4;
const local = fc.nat(LOCALS - 1);
const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const i32 = int.map((value) => code(0x41, sleb(BigInt(value))));
const i64 = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((value) => code(0x42, sleb(value)));
const bytes = (count: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(255), { minLength: count, maxLength: count });
const offset = fc.nat(60_000).map(encodeU32);
const operator = fc.constantFrom(0x6a, 0x6b, 0x6c, 0x71, 0x72, 0x73, 0x74);

const simple = fc.oneof(
  fc.tuple(i32, local).map(([value, to]) => code(value, 0x21, to)),
  fc
    .tuple(local, i32, operator, local)
    .map(([left, right, operator, to]) => code(0x20, left, right, operator, 0x21, to)),
  fc.tuple(i64, local).map(([value, to]) => code(value, 0xc4, 0xa7, 0x21, to)),
  bytes(4).map((float) => code(0x43, float, 0xfc, 1, 0x1a)),
  bytes(8).map((float) => code(0x44, float, 0xfc, 0x82, 0x00, 0x1a)),
  fc.tuple(i32, offset).map(([value, at]) => code(0x41, 0, value, 0x36, 2, at)),
  fc.tuple(offset, local).map(([at, to]) => code(0x41, 0, 0x28, 2, at, 0x21, to)),
  fc
    .tuple(i32, i32, local)
    .map(([yes, no, which]) => code(yes, no, 0x20, which, 0x1c, 1, 0x7f, 0x24, 0)),
  fc.constant(code(0xd0, 0x70, 0xd1, 0x1a)),
  fc.constant(code(0x3f, 0, 0x1a, 0x01)),
);

const { statements } = fc.letrec<{ statements: number[]; statement: number[] }>((tie) => ({
  statements: fc.array(tie('statement'), { maxLength: 4 }).map((list) => list.flat()),
  statement: fc.oneof(
    { depthSize: 'small' },
    simple,
    tie('statements').map((inner) => code(0x02, 0x40, inner, 0x0b)),
    fc
      .tuple(local, tie('statements'), tie('statements'))
      .map(([which, yes, no]) => code(0x20, which, 0x04, 0x40, yes, 0x05, no, 0x0b)),
    // Blocks that are left by a table of branches.
    fc
      .tuple(local, tie('statements'))
      .map(([which, inner]) =>
        code(0x02, 0x40, 0x02, 0x40, inner, 0x20, which, 0x0e, 2, 0, 1, 0, 0x0b, 0x0b),
      ),
    // A loop of type i32 that takes one turn.
    fc
      .tuple(local, tie('statements'))
      .map(([to, inner]) => code(0x03, 0x7f, inner, 0x41, 7, 0x0b, 0x21, to)),
  ),
}));

await t.test('any body is valid and answers the same when it is metered', (t) => {
  fc.assert(
    fc.property(statements, fc.integer({ min: -5, max: 5 }), (list, argument) => {
      const body = code(list, 0x20, 0, 0x20, 1, 0x6a, 0x20, 2, 0x73, 0x20, 3, 0x6a, 0x0b);
      const plain = writeModule({ body, locals: LOCALS - 1 });
      const metered = meterModule(plain);
      if (!WebAssembly.validate(plain)) throw new Error('the generator made an invalid body');
      if (!WebAssembly.validate(metered)) return false;
      return run(plain, argument) === run(metered, argument);
    }),
    { numRuns: 500 },
  );
  t.end();
});

await t.test('every loop of a body is charged', (t) => {
  fc.assert(
    fc.property(statements, (list) => {
      // Whatever stands in the loop, it turns for ever; without a charge this test would not end.
      const body = code(0x03, 0x40, list, 0x0c, 0, 0x0b, 0x00, 0x0b);
      const metered = meterModule(writeModule({ body, locals: LOCALS - 1 }));
      const { exports } = instance(metered);
      (exports[STEPS] as WebAssembly.Global).value = 1000;
      try {
        (exports['run'] as (value: number) => number)(0);
        return false;
      } catch {
        return (exports[STEPS] as WebAssembly.Global).value < 0;
      }
    }),
    { numRuns: 200 },
  );
  t.end();
});

function run(wasm: Uint8Array<ArrayBuffer>, argument: number): number {
  return (instance(wasm).exports['run'] as (value: number) => number)(argument);
}

function instance(wasm: Uint8Array<ArrayBuffer>): WebAssembly.Instance {
  const env = { memory: new WebAssembly.Memory({ initial: 1 }) };
  return new WebAssembly.Instance(new WebAssembly.Module(wasm), { env });
}

function sleb(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = (rest === 0n && byte < 0x40) || (rest === -1n && byte >= 0x40);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}
