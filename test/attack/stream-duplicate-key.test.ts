import t from 'tap';
import { everywhere, maskStream } from '../redaction/stream/support.ts';

const TEXT = '{"a":{"email":"secret"},"email":"secret","a":{"x":1},"email":"secret","email":[2]}';

void t.test('a name that stands again does not uncover what stood there', async (t) => {
  for (const cuts of [[], everywhere(TEXT)]) {
    for (const method of ['redact', 'null', 'remove'] as const) {
      const paths = ['$.email', '$.a.email'];
      const { text, refused } = maskStream(
        TEXT,
        paths.map((path) => ({ path, with: method })),
        { cuts },
      );
      t.notOk(refused);
      t.notMatch(text, 'secret');
      t.notMatch(text, '[2]');
    }
  }
});

void t.test('a filter is not asked about an object with a name twice', async (t) => {
  const text = '[{"kind":"person","email":"secret","kind":"none"}]';
  for (const cuts of [[], everywhere(text)]) {
    const path = "$[?@.kind == 'person'].email";
    const outcome = maskStream(text, [{ path, with: 'null' }], { cuts });
    t.ok(outcome.refused);
    t.notMatch(outcome.text, 'secret');
  }
});
