import t from 'tap';
import { readArchive } from '../../bundles/read-archive.ts';
import { writeArchive } from '../../bundles/manifest-archive.ts';
import { signBundle } from '../../bundles/sign.ts';
import { SIGNATURES_FILE } from '../../bundles/signatures.ts';
import { makeRelease } from '../helpers/channel.ts';
import { enforce } from '../shadow/enforce.ts';
import { ALLOW, startTestShadow } from '../shadow/support.ts';

/** Data that takes many times its size in the heap of JavaScript, which reads it as its names are in no order. */
const BOMB = `{"z":1.0,"a":[${Array.from({ length: 2_000_000 }, () => '{}').join()}]}`;

t.test('a candidate whose data fill the heap ends its own thread only', async (t) => {
  const test = await startTestShadow(t, {
    tuning: { bounds: { load: 120_000, answer: 10_000, heap: 0 } },
  });
  await test.publish({ rules: ALLOW, sequence: 1 });
  await test.until(({ candidate }) => candidate !== undefined);
  const ask = await enforce(t, ALLOW, test.shadow);

  const { key } = test.channel;
  const files = await readArchive(await makeRelease({ rules: ALLOW, sequence: 2 }, key));
  files.delete(SIGNATURES_FILE);
  files.set('data.json', Buffer.from(BOMB));
  test.channel.put(await signBundle(await writeArchive(files), key));
  await test.until(({ refusal }) => refusal !== undefined);
  t.match(test.shadow.state(), {
    refusal: { code: 'not-prepared', detail: /ended the thread/ },
    candidate: { revision: 'r1' },
  });
  t.equal(await ask('/x'), 200);
  await test.until(({ results }) => results.equal === 1);
});
