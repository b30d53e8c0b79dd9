import t from 'tap';
import { everywhere, maskStream } from '../redaction/stream/support.ts';

const TEXT = String.raw`{ "é\ud83d\ude00" : "secret 😀 \\\" \u00e9", "n": -1.25e+10 , "t":[ true , null,"secret"] }`;

void t.test('no cut shows what is masked, nor changes what is not', async (t) => {
  const masks = [
    { path: "$['é😀']", with: 'redact' as const },
    { path: '$.t[2]', with: 'remove' as const },
    { path: '$.n', with: 'hash' as const },
  ];
  const whole = maskStream(TEXT, masks);
  t.notMatch(whole.text, 'secret');
  t.same(maskStream(TEXT, masks, { cuts: everywhere(TEXT) }), whole);
  const length = Buffer.byteLength(TEXT);
  const different: number[][] = [];
  for (let first = 0; first <= length; first += 1) {
    for (let second = first; second <= length; second += 1) {
      const outcome = maskStream(TEXT, masks, { cuts: [first, second] });
      if (outcome.text !== whole.text || outcome.refused) different.push([first, second]);
    }
  }
  t.same(different, []);
});

void t.test('a character that is cut and goes on as another is refused', async (t) => {
  for (const bytes of [[0xf0, 0x30], [0xe2, 0x82], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) {
    const text = Buffer.concat([Buffer.from('{"b":"'), Buffer.from(bytes), Buffer.from('"}')]);
    for (const cuts of [[], Array.from(text.keys())]) {
      t.ok(maskStream(text, [{ path: '$.a', with: 'null' }], { cuts }).refused);
    }
  }
});
