import * as fc from 'fast-check';
import t from 'tap';
import { SetupError } from '../../gateway/errors.ts';
import { compileModule } from '../../gateway/decision/compile-module.ts';
import { meterModule, STEPS } from '../../gateway/decision/meter.ts';
import { buildBundle } from './build-policy.ts';
import { importOf, vectorSection, writeModule } from './write-module.ts';

const RETURN_0 = [0x41, 0, 0x0b];

await t.test('an instruction that is not in the table is refused by name', async (t) => {
  const refused: [bytes: number[], says: RegExp][] = [
    [[0xfd, 0x0c, ...Array<number>(16).fill(0)], /0xfd \(SIMD\)/],
    [[0xfe, 0x03, 0x00], /0xfe \(threads\)/],
    [[0xfb, 0x00, 0x00], /0xfb \(garbage collection\)/],
    [[0x06, 0x40], /0x6 \(exceptions\)/],
    [[0x08, 0x00], /0x8 \(exceptions\)/],
    [[0x1f, 0x40, 0x00], /0x1f \(exceptions\)/],
    [[0x12, 0x00], /0x12 \(tail calls/],
    [[0x13, 0x00, 0x00], /0x13 \(tail calls/],
    [[0x14, 0x00], /0x14 \(tail calls/],
    [[0x27], /0x27 /],
    [[0xc5], /0xc5 /],
    [[0xff], /0xff /],
  ];
  for (let bulk = 8; bulk <= 17; bulk += 1) refused.push([[0xfc, bulk], /0xfc \d+ \(bulk memory/]);
  refused.push([[0xfc, 0x88, 0x00], /0xfc 8 \(bulk memory/]);
  for (const [bytes, says] of refused) {
    const wasm = writeModule({ body: [...bytes, ...RETURN_0] });
    await t.rejects(compileModule(wasm), { name: 'SetupError', message: says });
  }
});

await t.test('every opcode is either in the table of V8 and ours, or refused', (t) => {
  const refused: number[] = [];
  for (let opcode = 0; opcode < 256; opcode += 1) {
    try {
      // 0 is an immediate for those that take one, and `unreachable` for those that do not.
      meterModule(writeModule({ body: [opcode, ...Array<number>(20).fill(0), 0x0b] }));
    } catch (error) {
      if (String(error).includes('cannot be metered')) refused.push(opcode);
    }
  }
  const known = Array.from({ length: 256 }, (_, opcode) => opcode).filter(
    (opcode) => !refused.includes(opcode),
  );
  const ranges = known.filter(
    (opcode) => !known.includes(opcode - 1) || !known.includes(opcode + 1),
  );
  const expected = [0x00, 0x05, 0x0b, 0x11, 0x1a, 0x1c, 0x20, 0x26, 0x28, 0xc4, 0xd0, 0xd2, 0xfc];
  t.same(ranges, expected);
  t.end();
});

await t.test('a memory of its own is refused, as no limit would cap it', async (t) => {
  const wasm = writeModule({ body: RETURN_0, memory: true });
  await t.rejects(compileModule(wasm), { message: /own memory/ });
  const second = writeModule({ body: [0x41, 0, 0x28, 0x42, 0, 0, 0x0b] });
  await t.rejects(compileModule(second), { message: /more than one memory/ });
});

await t.test('a module that exports the meter already is refused', async (t) => {
  const wasm = writeModule({ body: RETURN_0, exportGlobal: [STEPS] });
  await t.rejects(compileModule(wasm), { name: 'SetupError', message: /export/i });
});

await t.test('imports that a policy does not need are refused', async (t) => {
  const print = writeModule({ body: RETURN_0, imports: [importOf('opa_println', 'function')] });
  await t.rejects(compileModule(print), { message: /function env\.opa_println/ });
  const global = writeModule({ body: RETURN_0, imports: [importOf('count', 'global')] });
  await t.rejects(compileModule(global), { message: /global env\.count/ });
  const { wasm } = await buildBundle('decision := {"action": "deny", "reasons": []}');
  await t.resolves(compileModule(wasm));
});

await t.test('a module that would set its own meter is refused', async (t) => {
  const wasm = writeModule({ body: [0x41, 5, 0x24, 1, ...RETURN_0] });
  t.ok(WebAssembly.validate(meterModule(wasm)), 'it is valid once the global is there');
  await t.rejects(compileModule(wasm), { message: /not a valid WebAssembly module/ });
});

await t.test('a module without OPA’s interface is refused', async (t) => {
  const wasm = writeModule({ body: RETURN_0 });
  await t.rejects(compileModule(wasm), { message: /does not export the function eval;/ });
});

await t.test('bytes that are no module are refused', async (t) => {
  for (const bytes of [
    [],
    [0, 0x61],
    [0, 0x61, 0x73, 0x6d, 2, 0, 0, 0],
    [1, 2, 3, 4, 5, 6, 7, 8],
  ]) {
    await t.rejects(compileModule(Uint8Array.from(bytes)), SetupError);
  }
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  await t.rejects(compileModule(Uint8Array.from(header)), { message: /no globals/ });
  await t.rejects(compileModule(Uint8Array.from([...header, 13, 1, 0])), { message: /section 13/ });
  const junk = writeModule({ body: RETURN_0, more: [vectorSection(10, [])] });
  await t.rejects(compileModule(junk), { name: 'SetupError', message: /WebAssembly/ });
});

await t.test('a function that goes on behind its end, or has none, is refused', async (t) => {
  const long = writeModule({ body: [...RETURN_0, ...RETURN_0] });
  await t.rejects(compileModule(long), { message: /goes on after its end/ });
  await t.rejects(compileModule(writeModule({ body: [0x41, 0] })), { message: /in the middle/ });
});

await t.test('a real module that is cut or changed is refused or still valid', async (t) => {
  const { wasm } = await buildBundle('decision := {"action": "deny", "reasons": []}');
  fc.assert(
    fc.property(fc.nat(wasm.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
      const changed = cut ? wasm.slice(0, at) : Uint8Array.from(wasm);
      if (!cut) changed[at] = byte;
      try {
        const metered = meterModule(changed);
        return !WebAssembly.validate(Uint8Array.from(changed)) || WebAssembly.validate(metered);
      } catch (error) {
        return error instanceof SetupError;
      }
    }),
    { numRuns: 60 },
  );
  t.pass();
});
