// A gateway that is cut off from new bundles must not decide by an old one for ever.
import t from 'tap';
import { codeOf, filesOf, makeSigned, METADATA, tamper } from '../bundles/sign-support.ts';

void t.test('past its expiry', async (t) => {
  const { trust, bytes } = await makeSigned();
  t.equal(await codeOf(bytes, trust, { now: new Date('2026-08-30T00:00:00Z') }), 'expired');
  t.equal(await codeOf(bytes, trust, { now: new Date('2036-01-01T00:00:00Z') }), 'expired');
});

void t.test('with its expiry moved', async (t) => {
  const { trust, bytes } = await makeSigned();
  const moved = filesOf({ ...METADATA, expires: '2099-01-01T00:00:00Z' }).get('.manifest')!;
  const changed = await tamper(bytes, (files) => files.set('.manifest', moved));
  t.equal(await codeOf(changed, trust), 'file-changed');
});

void t.test('signed without an expiry', async (t) => {
  const { expires: _, ...without } = METADATA;
  for (const metadata of [
    without,
    { ...without, expires: 'never' },
    { ...without, expires: null },
  ]) {
    const { trust, bytes } = await makeSigned(metadata);
    t.equal(await codeOf(bytes, trust), 'malformed');
  }
});

void t.test('from the future, to outlive its expiry', async (t) => {
  const { trust, bytes } = await makeSigned({
    ...METADATA,
    created: '2027-01-01T00:00:00Z',
    expires: '2099-01-01T00:00:00Z',
  });
  t.equal(await codeOf(bytes, trust), 'not-yet-valid');
});
