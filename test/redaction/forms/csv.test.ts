import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import type { BodyMasker } from '../../../gateway/redaction/contract.ts';
import { maskCsv } from '../../../gateway/redaction/forms/csv.ts';
import { readRowColumns } from '../../../gateway/redaction/forms/record-paths.ts';
import type { Mask } from '../../../gateway/types.ts';
import { CUTS, mask, options, outcomeOf, pass, run, TEXT } from './helpers.ts';

function csv(masks: readonly Mask[], limit?: number): () => BodyMasker {
  const columns = masks.flatMap(readRowColumns);
  return () => maskCsv({ ...options(masks, limit), columns });
}

const BODY = 'id,"email",n\r\n1,ada@example.org, 1.0 \n"2","b ""x"",\r\ny",""\n3,,z';

void t.test('the cells of a column are masked, and all else stays', async (t) => {
  t.equal(
    run(csv([mask('$[*].email')])(), BODY),
    'id,"email",n\r\n1,[redacted], 1.0 \n"2",[redacted],""\n3,[redacted],z',
  );
  t.equal(
    run(csv([mask('$[*].n', { with: 'remove' })])(), '\u{feff}n,m\na,"b"\n'),
    '\u{feff}n,m\n,"b"\n',
  );
  t.equal(run(csv([mask('$..n', { text: 'a "b", c' })])(), 'n,m\na,\n'), 'n,m\n"a ""b"", c",\n');
  t.equal(run(csv([mask('$[*].n', { with: 'null' })])(), 'n\na\n'), 'n\n""\n');
});

void t.test('a filter selects rows, and removes them', async (t) => {
  const body = 'country,email\nDE,a\nFR,b\nDE,c\n';
  t.equal(
    run(csv([mask("$[?@.country=='DE'].email", { text: '-' })])(), body),
    'country,email\nDE,-\nFR,b\nDE,-\n',
  );
  t.equal(
    run(csv([mask("$[?@.country=='DE']", { with: 'remove' })])(), body),
    'country,email\nFR,b\n',
  );
});

void t.test('a row leaves with its line end', async (t) => {
  const left = pass(csv([mask('$[*].a')])(), 'a,b\n1,"\n"\n2,3', [4, 8, 10, 11]);
  t.same(left.map(String), ['a,b\n', '', '[redacted],"\n"\n', '', '', '[redacted],3']);
});

void t.test('a row is held to the limit', async (t) => {
  t.match(outcomeOf(csv([mask('$[*].a')], 5), 'a\n1234\n'), 'left');
  t.equal(outcomeOf(csv([mask('$[*].a')], 4), 'a\n1234\n'), 'unmaskable-response');
});

void t.test('the first row must have the columns, and a mask must name one', async (t) => {
  t.equal(
    outcomeOf(csv([mask('$[*].email')]), 'ada@example.org,1\nb@example.org,2\n'),
    'unmaskable-response',
  );
  t.throws(() => maskCsv({ ...options([]), columns: [] }));
  t.equal(run(csv([mask('$[*].email')])(), ''), '');
});

/** Takes CSV apart with no thought for errors: another way than the masker's. */
function readCsv(text: string): string[][] {
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/gy;
  const rows: string[][] = [[]];
  for (const [whole, quoted, end] of text.matchAll(cell)) {
    if (whole === '' && rows.at(-1)!.length === 0) break;
    const raw = quoted!;
    rows.at(-1)!.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end !== ',') rows.push([]);
    if (end === '') break;
  }
  return rows.filter((row) => row.length > 0);
}

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const CELL = fc
  .tuple(TEXT, fc.boolean())
  .filter(([text]) => !text.includes('\\'))
  .map(([text, quoted]) => (quoted || /[",\r\n]/.test(text) ? quote(text) : text));
const ROWS = fc.array(fc.tuple(CELL, CELL, CELL), { maxLength: 4 });

void t.test('a reader sees the column masked, and the bytes of others', async () => {
  const property = fc.property(ROWS, fc.constantFrom('\n', '\r\n'), CUTS, (rows, end, cuts) => {
    const lines = (map: (row: string[]) => string[]): string =>
      ['a,b,c', ...rows.map((row) => map(row).join(','))].join(end);
    const body = lines((row) => row);
    const left = run(csv([mask('$[*].b')])(), body, cuts);
    assert.equal(
      left,
      lines(([a, , c]) => [a!, '[redacted]', c!]),
    );
    const seen = readCsv(body).map(([a, , c], index) => [a, index === 0 ? 'b' : '[redacted]', c]);
    assert.deepEqual(readCsv(left), seen);
  });
  fc.assert(property, { numRuns: 1000 });
});

void t.test('any text as a replacement is read back as it is', async () => {
  const property = fc.property(TEXT, (text) => {
    const left = run(csv([mask('$[*].b', { text })])(), 'a,b\n1,x\n2,\n');
    assert.deepEqual(readCsv(left), [
      ['a', 'b'],
      ['1', text],
      ['2', text],
    ]);
  });
  fc.assert(property, { numRuns: 500 });
});

void t.test('any bytes in any chunking give what they give whole', async () => {
  const byte = fc.constantFrom('a', ',', '"', '\r', '\n', '\\', 'é', '\u{feff}');
  const property = fc.property(fc.string({ unit: byte }), CUTS, (text, cuts) => {
    const body = `a\n${text}`;
    assert.equal(
      outcomeOf(csv([mask('$[*].a')]), body, cuts),
      outcomeOf(csv([mask('$[*].a')]), body),
    );
  });
  fc.assert(property, { numRuns: 1000 });
});
