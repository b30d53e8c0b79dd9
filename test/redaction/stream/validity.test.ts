import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { JSON_TEXT, MUTATED_JSON } from '../../json/arbitrary.ts';
import { faultOf } from '../../json/helpers.ts';
import { CUTS, maskStream, placesOf } from './support.ts';

const BYTES = fc.oneof(
  { weight: 2, arbitrary: JSON_TEXT.map((text) => Buffer.from(text)) },
  { weight: 6, arbitrary: MUTATED_JSON },
);
// Nothing is masked, everything is followed, and nothing is followed.
const PATHS = fc.constantFrom('$..zz', '$.zz', '$..[?@.zz == 1]', "$..['a', 0].zz");

/** Whether JSON.parse takes it, byte order marks apart: Buffer keeps them and JSON.parse refuses. */
function isParsed(bytes: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

void t.test('takes what readJson takes, and names that stand twice', async (t) => {
  let taken = 0;
  const property = fc.property(BYTES, PATHS, CUTS, (bytes, path, cuts) => {
    const outcome = maskStream(bytes, [{ path, with: 'null' }], { cuts: placesOf(cuts, bytes) });
    const fault = faultOf(bytes);
    if (fault === 'none') {
      assert.equal(outcome.detail, '');
      taken += 1;
    } else if (!fault.startsWith('duplicate-key')) {
      assert.equal(outcome.refused, true, fault);
    }
    if (outcome.refused) return;
    assert.equal(outcome.text, bytes.toString());
    assert.ok(isParsed(bytes));
  });
  fc.assert(property, { numRuns: 12_000 });
  t.ok(taken > 2000, `${taken} were taken`);
});

void t.test(
  'names a fault, but not its place: the offset would tell how long masked values are',
  async (t) => {
    const cuts = [3, 9];
    const { detail } = maskStream('{"a": "secret", x}', [{ path: '$.a', with: 'null' }], { cuts });
    t.equal(detail, 'The response is not JSON that can be masked: invalid-json.');
  },
);
