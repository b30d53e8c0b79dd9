import { createRequire } from 'node:module';
import t from 'tap';
import { compileModule } from '../../gateway/decision/compile-module.ts';
import { fillMemory } from '../../gateway/decision/fill-memory.ts';
import { readSections, SECTION, writeSections } from '../../gateway/decision/sections.ts';
import { splitModule } from '../../gateway/decision/split-module.ts';
import { buildBundle } from './build-policy.ts';
import { vectorSection, writeModule } from './write-module.ts';

const sdk = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  loadPolicySync(
    wasm: Uint8Array,
    memory: object,
  ): { mem: { buffer: ArrayBuffer }; setData(data: object): void; dataHeapPtr: number };
};

const RETURN_0 = [0x41, 0, 0x0b];
/** A module whose memory has these limits. */
function withLimits(limits: number[]): Uint8Array<ArrayBuffer> {
  const sections = readSections(writeModule({ body: RETURN_0 })).map(({ id, content }) => ({
    id,
    // Behind `env.memory` and its kind stand the limits 0 and 1.
    content:
      id === SECTION.import ? Uint8Array.from([...content.slice(0, -2), ...limits]) : content,
  }));
  return writeSections(sections);
}

t.test('the memory is filled as the SDK fills it, byte by byte', async (t) => {
  const data = { users: { anna: [1, 2.5, 'ключ ☃', null, true] } };
  const { wasm } = await buildBundle('decision := {"action": "deny", "reasons": data.users}');
  const loaded = sdk.loadPolicySync(wasm, { initial: 64, maximum: 64 });
  loaded.setData(data);
  const image = fillMemory(
    await compileModule(wasm),
    new TextEncoder().encode(JSON.stringify(data)),
    { maxMemory: 64 * 65_536, maxSteps: 1000 },
  );
  const mine = Buffer.from(image.memory.buffer).subarray(0, image.heapStart);
  const theirs = Buffer.from(loaded.mem.buffer).subarray(0, loaded.dataHeapPtr);
  t.equal(mine.compare(theirs), 0);
  t.equal(Buffer.compare(image.low, mine.subarray(0, image.low.length)), 0);
});

t.test('making an instance changes nothing in the memory', async (t) => {
  const { wasm } = await buildBundle('decision := {"action": "deny", "reasons": []}');
  const { module, segments } = await compileModule(wasm);
  t.ok(segments.length > 0);
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
  const nothing = (): boolean => t.fail('it runs');
  const env = { memory, opa_abort: nothing, opa_builtin0: nothing, opa_builtin1: nothing };
  const more = { opa_builtin2: nothing, opa_builtin3: nothing, opa_builtin4: nothing };
  t.ok(new WebAssembly.Instance(module, { env: { ...env, ...more } }));
  t.ok(Buffer.from(memory.buffer).every((byte) => byte === 0));
});

t.test('data that is not put at a constant address is refused', (t) => {
  const active = [0x00, 0x41, 0x08, 0x0b, 1, 0xff];
  const data = (entry: number[]): Uint8Array<ArrayBuffer> =>
    writeModule({ body: RETURN_0, more: [vectorSection(11, [entry])] });
  t.match(splitModule(data(active)).segments, [{ address: 8, bytes: Uint8Array.of(0xff) }]);
  const high = splitModule(data([0x00, 0x41, 0x80, 0x80, 0x80, 0x80, 0x78, 0x0b, 0])).segments;
  t.match(high, [{ address: 0x80000000 }]);
  for (const entry of [
    [0x01, 1, 0xff],
    [0x02, 0, 0x41, 0x08, 0x0b, 1, 0xff],
    [0x00, 0x23, 0x00, 0x0b, 1, 0xff],
    [0x00, 0x41, 0x08, 0x41, 0x08, 0x6a, 0x0b, 1, 0xff],
  ]) {
    t.throws(() => splitModule(data(entry)), { name: 'SetupError', message: /data of a kind/ });
  }
  t.throws(() => splitModule(data([0x00, 0x41, 0x08, 0x0b, 5, 0xff])), {
    message: /in the middle/,
  });
  t.end();
});

t.test('a memory of another kind is refused', (t) => {
  t.ok(WebAssembly.validate(splitModule(withLimits([0, 1])).wasm));
  t.ok(WebAssembly.validate(splitModule(withLimits([1, 1, 2])).wasm));
  for (const flag of [2, 3, 4, 5, 7, 8, 0x70]) {
    t.throws(() => splitModule(withLimits([flag, 1, 2])), { message: /memory is of a kind/ });
  }
  t.end();
});

t.test('a function that the module begins with is run once, when the memory is filled', (t) => {
  const wasm = writeModule({ body: RETURN_0, more: [{ id: 8, content: Uint8Array.of(0) }] });
  const names = (bytes: Uint8Array<ArrayBuffer>): string[] =>
    WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  t.same(names(splitModule(wasm).wasm), ['run', 'regent:begin']);
  t.same(names(splitModule(writeModule({ body: RETURN_0 })).wasm), ['run']);
  t.end();
});
