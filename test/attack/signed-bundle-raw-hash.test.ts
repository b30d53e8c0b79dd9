// What is signed is the value. A signature over bytes that two parsers read in two ways signs neither.
import { createHash } from 'node:crypto';
import t from 'tap';
import {
  codeOf,
  filesOf,
  makeKeys,
  METADATA,
  signChanged,
  tamper,
} from '../bundles/sign-support.ts';

void t.test('a hash of the bytes is not taken where they can be read in two ways', async (t) => {
  const { signing, trusted } = makeKeys('k1', 'EdDSA');
  for (const [data, code] of [
    ['{"a":1}', 'accepted'],
    ['{"a":1,"a":2}', 'file-changed'],
    ['{"a":1, "b":2}', 'file-changed'],
    ['{"b":1,"a":2}', 'file-changed'],
    ['{"\\u0061":1}', 'file-changed'],
    ['{"a":"\\ud83d\\ude00"}', 'file-changed'],
    ['{"a":1}}', 'malformed'],
  ] as const) {
    const hash = createHash('sha256').update(data).digest('hex');
    const bytes = await signChanged(filesOf(METADATA), signing, (payload) => {
      const files = payload['files'] as { name: string; hash: string }[];
      files.find(({ name }) => name === 'data.json')!.hash = hash;
      return { files };
    });
    const whole = await tamper(bytes, (files) => files.set('data.json', Buffer.from(data)));
    t.equal(await codeOf(whole, { keys: [trusted] }), code, data);
  }
});
