import t from 'tap';
import { everywhere, maskStream } from './support.ts';

void t.test('a method gets the value whole, however it is cut', async (t) => {
  const text = String.raw`{"a":"é\ud83d\ude00\n","b": -1.50e3 ,"c":[true,null, {"d" :1}],"e":false}`;
  for (const cuts of [[], everywhere(text)]) {
    const outcome = maskStream(text, [{ path: '$.*', with: 'hash' }], { cuts });
    const values = Object.values(JSON.parse(outcome.text) as Record<string, string>);
    t.same(
      values.map((value) => JSON.parse(value.slice('hash of '.length)) as unknown),
      [
        { kind: 'string', value: 'é😀\n' },
        { kind: 'number', lexeme: '-1.50e3' },
        { kind: 'array', text: '[true,null, {"d" :1}]' },
        { kind: 'false' },
      ],
    );
  }
});

void t.test('a number at the root ends with the body', async (t) => {
  t.match(maskStream('12', [{ path: '$', with: 'hash' }], { cuts: [1] }).text, /12/);
  t.equal(maskStream('12', [{ path: '$', with: 'null' }], { cuts: [1] }).text, 'null');
  t.ok(maskStream('1.', [{ path: '$', with: 'null' }]).refused);
});

void t.test('what must be known whole may be as long as the limit, in any chunks', async (t) => {
  const masks = [{ path: '$.a', with: 'hash' as const }];
  for (const [length, refused] of [
    [30, false],
    [31, true],
  ] as const) {
    const text = `{"a":"${'x'.repeat(length - 2)}"}`;
    for (const cuts of [[], everywhere(text)]) {
      t.equal(maskStream(text, masks, { cuts, bufferLimit: 30 }).refused, refused);
    }
  }
});
