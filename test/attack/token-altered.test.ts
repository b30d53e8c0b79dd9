import * as fc from 'fast-check';
import t from 'tap';
import { Refusal } from '../../gateway/errors.ts';
import { start } from '../identity/support.ts';

/** What a token says, with encodings of the same bytes taken for equal. */
function decode(token: string): string {
  return token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('hex'))
    .join('.');
}

void t.test(
  'a token that was altered anywhere is refused, though the true one is known',
  async (t) => {
    const { issuer, identify } = await start(t);
    const token = await issuer.sign();
    await identify(token);
    const place = fc.nat(token.length - 1);
    const character = fc.constantFrom('A', 'B', 'Z', 'a', 'z', '0', '9', '-', '_', '.', '=');
    await fc.assert(
      fc.asyncProperty(place, character, async (at, replacement) => {
        const altered = token.slice(0, at) + replacement + token.slice(at + 1);
        if (decode(altered) === decode(token)) return true;
        try {
          await identify(altered);
          return false;
        } catch (error) {
          return error instanceof Refusal && [400, 401].includes(error.status);
        }
      }),
      { numRuns: 300 },
    );
  },
);
