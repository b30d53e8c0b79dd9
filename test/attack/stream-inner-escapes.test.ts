import t from 'tap';
import { everywhere, maskStream } from '../redaction/stream/support.ts';

void t.test('escapes of the string or of its text do not hide what is masked', async (t) => {
  const texts = [
    String.raw`{"t":"{\"email\":\"secret\"}"}`,
    String.raw`{"t":"\u007b\u0022email\u0022:\u0022secret\u0022}"}`,
    String.raw`{"t":"{\"\\u0065mail\":\"secret\"}"}`,
    String.raw`{"t":"{\"\u005cu0065mail\":\"secret\"}"}`,
  ];
  for (const text of texts) {
    for (const cuts of [[], everywhere(text)]) {
      const masks = [{ path: '$.t', inner: '$..email', with: 'null' as const }];
      const outcome = maskStream(text, masks, { cuts });
      t.notMatch(outcome.text, 'secret');
      t.equal(outcome.hits[0]!.count, 1, text);
      t.same(
        Object.values(
          JSON.parse((JSON.parse(outcome.text) as { t: string }).t) as Record<string, unknown>,
        ),
        [null],
      );
    }
  }
});

void t.test('a name twice in the text is refused', async (t) => {
  const text = String.raw`{"t":"{\"email\":1,\"email\":\"secret\"}"}`;
  t.ok(maskStream(text, [{ path: '$.t', inner: '$.email', with: 'null' }]).refused);
});

void t.test('a text of what would replace ends neither the text nor the string', async (t) => {
  const text = String.raw`{"t":"{\"email\":1}"}`;
  const odd = '","x":"\\"\n\u2028';
  const outcome = maskStream(text, [{ path: '$.t', inner: '$.email', with: 'redact', text: odd }]);
  const { t: within } = JSON.parse(outcome.text) as { t: string };
  t.same(JSON.parse(within), { email: odd });
});
