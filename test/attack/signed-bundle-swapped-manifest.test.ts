// The manifest says which module decides, and how old the bundle is.
import t from 'tap';
import { codeOf, filesOf, makeSigned, METADATA, tamper } from '../bundles/sign-support.ts';
import { MANIFEST } from '../bundles/support.ts';

void t.test('the manifest of another bundle', async (t) => {
  const { trust, bytes } = await makeSigned();
  const others = [
    filesOf({ ...METADATA, sequence: 8 }).get('.manifest')!,
    filesOf({ ...METADATA, min_version: '0.0.0' }).get('.manifest')!,
    Buffer.from(JSON.stringify(MANIFEST)),
    Buffer.from(JSON.stringify({ ...MANIFEST, wasm: [], metadata: { regent: METADATA } })),
  ];
  for (const manifest of others) {
    const changed = await tamper(bytes, (files) => files.set('.manifest', manifest));
    t.equal(await codeOf(changed, trust), 'file-changed');
  }
});

void t.test('a second manifest', async (t) => {
  const { trust, bytes } = await makeSigned();
  const changed = await tamper(bytes, (files) => files.set('x/.manifest', files.get('.manifest')!));
  t.equal(await codeOf(changed, trust), 'extra-file');
});
