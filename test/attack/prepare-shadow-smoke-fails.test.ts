/** A candidate that does not decide its own examples as it says is not asked beside the active policy either. */
import t from 'tap';
import { stampBundle } from '../../bundles/manifest-archive.ts';
import { signBundle } from '../../bundles/sign.ts';
import { makeRelease } from '../helpers/channel.ts';
import { ALLOW, inputText, startTestShadow } from '../shadow/support.ts';

t.test('it is refused, with the code of a refused bundle', async (t) => {
  const test = await startTestShadow(t);
  const release = await makeRelease({ rules: ALLOW, sequence: 1 }, test.channel.key);
  const smoke = [
    { name: 'none', input: inputText(), decision: { action: 'deny' as const, reasons: [] } },
  ];
  test.channel.put(await signBundle(await stampBundle(release, { smoke }), test.channel.key));
  await test.until(({ refusal }) => refusal !== undefined);
  t.equal(test.shadow.state().refusal?.code, 'smoke-failed');
  t.equal(test.shadow.state().candidate, undefined);
});
