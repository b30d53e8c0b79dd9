import t from 'tap';
import { everywhere, maskStream } from '../redaction/stream/support.ts';

const NAME = 'n'.repeat(5000);
const LIMIT = { bufferLimit: 4000 };

void t.test('a name that must be known is held to the limit', async (t) => {
  const text = `{"${NAME}":1}`;
  for (const cuts of [[], everywhere(text)]) {
    t.ok(maskStream(text, [{ path: '$.a', with: 'null' }], { cuts, ...LIMIT }).refused);
  }
});

void t.test('names of objects in one another are held to the limit together', async (t) => {
  const name = 'n'.repeat(500);
  const text = `{"${name}":`.repeat(10) + '1' + '}'.repeat(10);
  for (const cuts of [[], everywhere(text)]) {
    t.ok(maskStream(text, [{ path: '$..a', with: 'null' }], { cuts, ...LIMIT }).refused);
  }
});

void t.test('a name where nothing can be masked passes', async (t) => {
  const text = `{"b":{"${NAME}":1}}`;
  for (const cuts of [[], everywhere(text)]) {
    const outcome = maskStream(text, [{ path: '$.a', with: 'null' }], { cuts, ...LIMIT });
    t.equal(outcome.text, text);
  }
});
