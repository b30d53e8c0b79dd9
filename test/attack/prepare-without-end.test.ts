import t from 'tap';
import { Cursor, encodeU32 } from '../../gateway/decision/leb128.ts';
import { readSections, SECTION, writeSections } from '../../gateway/decision/sections.ts';
import { createPreparer } from '../../gateway/prepare/preparer.ts';
import { archive, LIMITS, makeBundle } from '../prepare/support.ts';

const { bundle, bytes } = await makeBundle({ users: {} });

t.test(
  'a bundle that takes too long to prepare is refused, each time by a new thread',
  async (t) => {
    const preparer = createPreparer(LIMITS, { timeout: 1 });
    t.teardown(() => preparer.close());
    const late = { code: 'not-prepared', detail: /took longer than 0\.001 s/ };
    await Promise.all([
      t.rejects(preparer.prepareUnsigned(bytes), late),
      t.rejects(preparer.prepareUnsigned(bytes), late),
    ]);
    await t.rejects(preparer.prepareUnsigned(bytes), late);
  },
);

t.test('closing ends what is under way', async (t) => {
  const preparer = createPreparer(LIMITS);
  const ended = t.rejects(preparer.prepareUnsigned(bytes), {
    name: 'Error',
    message: /shutting down/,
  });
  await preparer.close();
  await ended;
  await t.rejects(preparer.prepareUnsigned(bytes), { message: /shutting down/ });
});

t.test(
  'a module that loads its data without end is ended, though no meter runs then',
  async (t) => {
    const preparer = createPreparer(LIMITS, { timeout: 2000 });
    const endless = await archive(replaceBody(bundle.wasm, 'opa_json_parse', LOOP), '{"users":{}}');
    await t.rejects(preparer.prepareUnsigned(endless), {
      code: 'not-prepared',
      detail: /took longer than 2 s/,
    });
    await preparer.close();
  },
);

/** No locals, `loop br 0 end`, and what can never be reached. */
const LOOP = [0x00, 0x03, 0x40, 0x0c, 0x00, 0x0b, 0x00, 0x0b];

/** The module with another body for the function that it exports so. */
function replaceBody(wasm: Uint8Array, name: string, body: number[]): Uint8Array {
  const module = new WebAssembly.Module(Uint8Array.from(wasm));
  const imports = WebAssembly.Module.imports(module);
  const imported = imports.filter(({ kind }) => kind === 'function').length;
  const sections = readSections(wasm);
  const exported = new Cursor(sections.find(({ id }) => id === SECTION.export)!.content);
  let index = -1;
  for (let count = exported.u32(); count > 0; count -= 1) {
    const text = exported.take(exported.u32());
    const called = Buffer.from(text.bytes.subarray(text.at, text.end)).toString();
    const kind = exported.byte();
    const at = exported.u32();
    if (called === name && kind === 0) index = at - imported;
  }
  return writeSections(
    sections.map((section) => {
      if (section.id !== SECTION.code) return section;
      const code = new Cursor(section.content);
      const count = code.u32();
      const bodies: number[] = [...encodeU32(count)];
      for (let at = 0; at < count; at += 1) {
        const part = code.take(code.u32());
        const kept = at === index ? body : [...part.bytes.subarray(part.at, part.end)];
        bodies.push(...encodeU32(kept.length), ...kept);
      }
      return { id: section.id, content: Uint8Array.from(bodies) };
    }),
  );
}
