import { createHash } from 'node:crypto';
import t from 'tap';
import { inspectBundle } from '../../bundles/inspect.ts';
import { readBundle } from '../../bundles/read.ts';
import { BundleRefusal } from '../../bundles/refusals.ts';
import { SIGNATURES_FILE } from '../../bundles/signatures.ts';
import { jwtOf, makeSigned, METADATA, replaceJwt, tamper } from './sign-support.ts';
import { bundleOf, ENTRIES, WASM } from './support.ts';

void t.test('what a signed bundle says of itself', async (t) => {
  const { bytes } = await makeSigned();
  const inspection = await inspectBundle(bytes);
  t.match(inspection, {
    revision: 'r1',
    digest: (await readBundle(bytes)).digest,
    entrypoints: ['regent/decision'],
    signature: { keyId: 'k1', algorithm: 'EdDSA', scope: '' },
  });
  t.same(inspection.metadata, METADATA);
  const sha256 = createHash('sha256').update(WASM).digest('hex');
  const wasm = inspection.files.find(({ name }) => name === 'policy.wasm');
  t.same(wasm, { name: 'policy.wasm', size: WASM.length, sha256 });
});

void t.test('a bundle of `opa build` has neither metadata nor signature', async (t) => {
  const inspection = await inspectBundle(await bundleOf(ENTRIES));
  t.notOk('metadata' in inspection || 'signature' in inspection);
});

void t.test(
  'a signature is shown, not believed, and one that cannot be read is told',
  async (t) => {
    const { bytes } = await makeSigned();
    const [header, payload] = (await jwtOf(bytes)).split('.');
    const forged = await replaceJwt(bytes, `${header}.${payload}.AAAA`);
    t.match(await inspectBundle(forged), { signature: { keyId: 'k1' } });
    await t.rejects(inspectBundle(await replaceJwt(bytes, 'x')), BundleRefusal);
    const none = await tamper(bytes, (files) => files.set(SIGNATURES_FILE, Buffer.from('{}')));
    await t.rejects(inspectBundle(none), { code: 'unsigned' });
  },
);
