/** Nothing of one response may be left where another response's masking could pick it up. */
import t from 'tap';
import { Refusal } from '../../gateway/errors.ts';
import { compileMasks } from '../../gateway/redaction/stream/compile-masks.ts';
import { createJsonMasker } from '../../gateway/redaction/stream/masker.ts';
import { returnWalker, takeWalker } from '../../gateway/redaction/stream/walker.ts';
import { OPTIONS } from '../redaction/stream/support.ts';

const SECRET = 'DE89370400440532013000';
const MASKS = [
  { path: '$..email', with: 'redact' as const },
  { path: '$..iban', with: 'hash' as const },
  { path: '$..gone', with: 'remove' as const },
];

/** Whether the memory that the next body will meet has any of the text. */
function remembers(text: string): boolean {
  const walker = takeWalker();
  const found = walker.memory.bytes.includes(text);
  returnWalker(walker);
  return found;
}

function maskerOf(): ReturnType<typeof createJsonMasker> {
  return createJsonMasker(compileMasks(MASKS), OPTIONS);
}

void t.test('a response leaves nothing in the memory that the next one gets', async (t) => {
  const members = ['plain', 'email', 'iban', 'gone'].map((name) => `"${name}":"${SECRET}"`);
  const row = `{${members.join()},"list":["${SECRET}",${SECRET.slice(2)}]}`;
  const bodies = {
    whole: `[${row},${row}]`,
    'long, so that what leaves has no room': `[${`${row},`.repeat(3000)}0]`,
    'cut within a value': `[${row},{"plain":"${SECRET}`,
    'cut within a masked value': `[${row},{"iban":"${SECRET}`,
    'broken after it': `[${row},{"plain":"${SECRET}",}`,
  };
  for (const [name, body] of Object.entries(bodies)) {
    try {
      maskerOf().write(Buffer.from(body));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    t.notOk(remembers(SECRET.slice(2)), name);
  }
});

void t.test('what throws while a value is masked leaves nothing either', async (t) => {
  const replace = (): string => {
    throw new Error('no key');
  };
  const masker = createJsonMasker(compileMasks(MASKS), { ...OPTIONS, replace });
  t.throws(() => masker.write(Buffer.from(`{"plain":"${SECRET}","iban":"${SECRET}"}`)), /no key/);
  t.notOk(remembers(SECRET.slice(2)));
});

void t.test('bodies that take turns do not meet', async (t) => {
  const texts = ['a', 'b', 'c'].map((letter) => {
    return `{"x":[{"email":"${letter}1","${letter}":"${letter.repeat(40)}"},${letter.length}],"email":0}`;
  });
  const maskers = texts.map(maskerOf);
  const left = texts.map(() => '');
  for (let at = 0; at < texts[0]!.length; at += 1) {
    for (const [index, masker] of maskers.entries()) {
      left[index] += masker.write(Buffer.from(texts[index]!.slice(at, at + 1))).toString();
    }
  }
  for (const [index, text] of texts.entries()) {
    const alone = maskerOf();
    const expected = `${alone.write(Buffer.from(text)).toString()}${alone.end().toString()}`;
    t.equal(left[index]! + maskers[index]!.end().toString(), expected);
  }
});

void t.test('a masker that runs within another has a memory of its own', async (t) => {
  const inner = (): string => {
    const masker = maskerOf();
    const text = masker.write(Buffer.from('{"email":"x","plain":2}')).toString();
    return JSON.stringify(text + masker.end().toString());
  };
  const masker = createJsonMasker(compileMasks(MASKS), { ...OPTIONS, replace: inner });
  const text = masker.write(Buffer.from('{"iban":"x","email":1,"plain":"y"}')).toString();
  const within = String.raw`"{\"email\":\"[redacted]\",\"plain\":2}"`;
  t.match(text, `{"iban":${within},`);
  t.match(text, /"plain":"y"}$/);
  t.equal(masker.end().length, 0);
});
