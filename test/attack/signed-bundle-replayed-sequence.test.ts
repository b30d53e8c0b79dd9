// An old bundle is genuine for ever; played back, it would bring back what was forbidden since.
import t from 'tap';
import { writeArchive } from '../../bundles/manifest-archive.ts';
import { signBundle } from '../../bundles/sign.ts';
import { codeOf, filesOf, makeSigned, METADATA, tamper } from '../bundles/sign-support.ts';

void t.test('a lower sequence', async (t) => {
  const { trust, bytes } = await makeSigned();
  for (const lastSequence of [8, 1000, Number.NaN]) {
    t.equal(await codeOf(bytes, trust, { lastSequence }), 'sequence-too-low', String(lastSequence));
  }
});

void t.test('the same sequence with other content', async (t) => {
  const { trust, bytes, signing } = await makeSigned();
  const other = await signBundle(await writeArchive(filesOf(METADATA, '{}')), signing);
  t.equal(
    await codeOf(other, trust, { lastSequence: 7, lastDigest: 'sha256:0' }),
    'sequence-too-low',
  );
  t.equal(await codeOf(bytes, trust, { lastSequence: 7 }), 'sequence-too-low');
});

void t.test('an old bundle with its sequence raised', async (t) => {
  const { trust, bytes } = await makeSigned();
  const raised = filesOf({ ...METADATA, sequence: 9 }).get('.manifest')!;
  const changed = await tamper(bytes, (files) => files.set('.manifest', raised));
  t.equal(await codeOf(changed, trust, { lastSequence: 8 }), 'file-changed');
});
