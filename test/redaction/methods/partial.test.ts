import fc from 'fast-check';
import t from 'tap';
import { json, mask, refusalOf, replace, text, TEXT, token } from './helpers.ts';

function partial(value: string, more: Parameters<typeof mask>[1]): string {
  return token(text(value), mask('partial', more));
}

void t.test('first and last code points stay, what is between goes', async (t) => {
  t.equal(partial('4111111111111111', { keep_last: 4 }), '***1111');
  t.equal(partial('Alice Smith', { keep_first: 2, keep_last: 1 }), 'Al***h');
  t.equal(partial('😀😁😂', { keep_first: 1, keep_last: 1 }), '😀***😂');
  t.equal(partial('secret', {}), '***');
});

void t.test('the domain stays', async (t) => {
  t.equal(partial('alice@example.com', { keep_domain: true }), '***@example.com');
  t.equal(partial('alice@example.com', { keep_domain: true, keep_first: 1 }), 'a***@example.com');
  t.equal(partial('al@example.com', { keep_domain: true, keep_first: 2 }), '***@example.com');
  t.equal(
    partial('jörg@münchen.example', { keep_domain: true, keep_last: 1 }),
    '***g@münchen.example',
  );
  for (const value of ['', 'Alice', 'a@b@example.com', '"a@b"@example.com', 'a@', '@b', 'a@b c']) {
    t.equal(partial(value, { keep_domain: true, keep_first: 64 }), '***', value);
  }
});

void t.test('only whole code points of the ends are kept', async (t) => {
  const keep = fc.nat({ max: 12 });
  fc.assert(
    fc.property(TEXT, keep, keep, (value, first, last) => {
      const points = Array.from(value);
      const result = partial(value, { keep_first: first, keep_last: last });
      t.ok(result.isWellFormed());
      if (result === '***') return;
      const head = points.slice(0, first).join('');
      const tail = points.slice(points.length - last).join('');
      t.equal(result, `${head}***${tail}`);
      t.ok(first + last < points.length);
    }),
  );
});

void t.test('only strings have parts', async (t) => {
  for (const source of ['4111111111111111', 'null', 'true', '[]', '{}', '["a"]']) {
    t.equal(
      refusalOf(() => replace(json(source), mask('partial', { keep_last: 4 }))),
      'The mask path "$.v" selects what is not a string, of which no part can be kept.',
    );
  }
});
