import * as fc from 'fast-check';
import t from 'tap';
import { Refusal } from '../../gateway/errors.ts';
import { readText } from '../../gateway/identity/read-text.ts';
import { start } from './support.ts';

void t.test(
  'control characters and lone surrogates are refused in every claim that is shown',
  async (t) => {
    const { issuer, refuse } = await start(t);
    for (const text of [
      'a\n',
      'a\u0000b',
      '\u007f',
      '\u0085',
      'a\ud800',
      '\udc00b',
      '\udc00\ud800',
    ]) {
      const claims = [
        { sub: text },
        { groups: [text] },
        { client_id: text },
        { jti: text },
        { act: { sub: text } },
        { act: { sub: 'a', iss: text } },
        { 'kubernetes.io': { namespace: text, serviceaccount: { name: 'a' } } },
      ];
      for (const claim of claims) {
        t.equal((await refuse(await issuer.sign(claim))).code, 'token-invalid');
      }
    }
  },
);

void t.test('text survives UTF-8 unchanged, or is refused', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        const read = readText(text, 'sub');
        return read === text && Buffer.from(text).toString() === text && !/[\r\n\0]/.test(text);
      } catch (error) {
        return error instanceof Refusal;
      }
    }),
  );
});
