/** A part that is the whole: short values, values that end in nothing visible, odd characters. */
import t from 'tap';
import { mask, text, token } from '../redaction/methods/helpers.ts';

function partial(value: string, keep_first: number, keep_last: number): string {
  return token(text(value), mask('partial', { keep_first, keep_last }));
}

void t.test('a value no longer than what is kept is hidden whole', async (t) => {
  for (const value of ['', '1', '12', '123', '1234', '😀😁', '😀😁😂😃']) {
    t.equal(partial(value, 0, 4), '***', value);
    t.equal(partial(value, 4, 0), '***', value);
    t.equal(partial(value, 2, 2), '***', value);
    t.equal(partial(value, 64, 64), '***', value);
  }
});

void t.test('the ends do not meet or overlap', async (t) => {
  t.equal(partial('12345', 3, 3), '***');
  t.equal(partial('12345', 3, 2), '***');
  t.equal(partial('12345', 2, 2), '12***45');
});

void t.test('hiding what nobody sees hides nothing', async (t) => {
  const unseen = [' ', '\n', '\t\r\n', '\u00a0', '\u0000', '\u007f', '\u200b', '\u200d\u2060'];
  unseen.push('\u00ad', '\ufeff', '\ufe0f', '\u2028', '\u3164', '\u{e0041}', '\u180e');
  for (const hidden of unseen) {
    const name = `U+${hidden.codePointAt(0)!.toString(16)}`;
    t.equal(partial(`1234${hidden}`, 4, 0), '***', name);
    t.equal(partial(`${hidden}1234`, 0, 4), '***', name);
    t.equal(partial(`12${hidden}34`, 2, 2), '***', name);
  }
});

void t.test('no half of a character leaves', async (t) => {
  for (const value of ['😀😁😂', 'a😀b😁c', '👨‍👩‍👧abc']) {
    for (const first of [0, 1, 2]) {
      for (const last of [0, 1, 2]) t.ok(partial(value, first, last).isWellFormed());
    }
  }
});

void t.test('a domain is kept only of what surely has one', async (t) => {
  const keep = mask('partial', { keep_domain: true });
  for (const value of [
    'Alice Smith@',
    '@Alice Smith',
    'id@Alice Smith',
    'x@secret@example.com',
    '"x@secret"@example.com',
    'x@secret\n',
    'x@\u202esecret',
    'a@b.c d@e.f',
    `x@${'long'.repeat(20)}.example`,
  ]) {
    t.equal(token(text(value), keep), '***', value);
  }
  t.equal(
    token(text('al@b.c'), mask('partial', { keep_domain: true, keep_first: 9 })),
    '***@b.c',
    'and never with the whole of what is before it',
  );
});
