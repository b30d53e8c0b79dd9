/** What the scanner says of entries is what regular expressions say of their texts. */
import { hash } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { readEnvelope } from '../../../evidence/verify/envelope.ts';
import { idText } from '../../../evidence/verify/ids.ts';
import { Scanner } from '../../../evidence/verify/scanner.ts';

const ID = '{"id":"';
const BEHIND_ID = ID.length + 37;
const NAMED = /^\{"id":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/;
const EXCHANGE = /^","type":"(?:intent|outcome|refusal|approval|probe)","data":(\{.*)\}$/;

/** An entry as far as the scanner looks at it. */
interface Seen {
  type?: string | undefined;
  id?: string | undefined;
  key?: number;
  intent?: number;
  fell: boolean;
}

void t.test('entries, each behind the other', async (t) => {
  await Scanner.lend((scanner) => {
    const first = fc.oneof(fc.nat(120), fc.constantFrom(8, 98, 999, 99_999, 999_999_998));
    const sound = fc.array(entry(), { minLength: 1, maxLength: 6 });
    const run = fc.tuple(first, fc.uint8Array({ minLength: 32, maxLength: 32 }), sound, change());
    fc.assert(
      fc.property(run, ([first, leaf, parts, { line, place, byte }]) => {
        const prev = Buffer.from(leaf);
        const lines = chain(first, prev, parts);
        // One byte of one of them becomes another, in one of two runs.
        const changed = byte === undefined ? undefined : lines[line % lines.length]!;
        if (changed && byte !== undefined) changed[place % changed.length] = byte;
        const expected = readAll(first, prev, lines);
        t.same(scan(scanner, first, prev, lines), expected);
      }),
      { numRuns: 5000 },
    );
  });
});

void t.test('lines, wherever they end', async (t) => {
  await Scanner.lend((scanner) => {
    const text = fc.array(fc.constantFrom('\n', '\0', 'a', '\n\n', 'b'.repeat(17)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, fc.nat(40), (pieces, from) => {
        const begin = 1 + from;
        const bytes = Buffer.from(pieces.join(''));
        // What stands behind is no part of it.
        scanner.text.fill('\n', begin, begin + bytes.length + 40);
        bytes.copy(scanner.text, begin);
        const count = scanner.split(begin, begin + bytes.length);
        const ends = Array.from({ length: count }, (_, line) => scanner.endOf(line) - begin);
        t.same(
          ends,
          [...bytes.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at] : [])),
        );
        t.ok([0, ...ends].every((end) => scanner.text[begin + end - (end === 0 ? 1 : 0)] === 0));
      }),
      { numRuns: 500 },
    );
    scanner.text.fill('\n', 1, 9000);
    t.equal(scanner.split(1, 9000), 4096, 'no more than there is room for');
  });
});

void t.test('one entry alone', async (t) => {
  await Scanner.lend((scanner) => {
    fc.assert(
      fc.property(nearly(data()), fc.string({ maxLength: 9 }), (data, before) => {
        const bytes = Buffer.from(`${before}${data}}`);
        const at = Buffer.byteLength(before);
        const { named, id, key, intent } = scanner.readExchange(bytes, at);
        const said = { id: named ? idText(id) : undefined, key, intent };
        t.same(said, readData(Buffer.from(data).toString('latin1')));
      }),
      { numRuns: 3000 },
    );
  });
});

void t.test('an entry ends where it ends', async (t) => {
  await Scanner.lend((scanner) => {
    const prev = Buffer.alloc(32);
    const short = chain(0, prev, [
      { time: '2026-11-29T00:00:00.000Z', type: 'gap', data: '{' },
    ])[0]!;
    const brim = Buffer.from(
      short.toString().replace('{}}', `{"a":"${'b'.repeat(65_535 - short.length - 6)}"}}`),
    );
    t.equal(brim.length, 65_535);
    t.equal(scan(scanner, 0, prev, [brim]).length, 1, 'as long as one may be');
    const long = Buffer.from(brim.toString().replace('bb', 'bbb'));
    t.equal(scan(scanner, 0, prev, [long]).length, 0, 'and a byte longer');
    scanner.text.write(',"key":7,', BEHIND_ID);
    t.equal(scanner.readExchange(Buffer.from('{}}'), 0).key, -1, 'what is behind is of another');
  });
});

function time(): fc.Arbitrary<string> {
  const near = fc.integer({ min: 0, max: 3 }).map((at) => `2026-11-29T23:59:59.99${6 + at}Z`);
  const any = fc.date({
    min: new Date(0),
    max: new Date(253_402_300_799_999),
    noInvalidDate: true,
  });
  const odd = fc.constantFrom(
    '2026-00-01T00:00:00.000Z',
    '2026-13-01T00:00:00.000Z',
    '2026-02-31T24:00:00.000Z',
    '2026-02-32T00:00:00.000Z',
    '2026-02-00T00:00:00.000Z',
    '2026-02-01T00:60:00.000Z',
    '2026-02-01T00:00:60.000Z',
  );
  return fc.oneof(
    { weight: 6, arbitrary: near },
    any.map((time) => time.toISOString()),
    { weight: 1, arbitrary: odd },
  );
}

/** What stands behind `"data":` of an entry of an exchange, without the brace at the end. */
function data(): fc.Arbitrary<string> {
  const number = fc.oneof(
    fc.nat().map(String),
    fc.constantFrom('', '9007199254740991', '9007199254740992', '0'.repeat(17), '-1', '1e3'),
  );
  const member = (name: string): fc.Arbitrary<string> =>
    fc.option(number).map((value) => (value === null ? '' : `,"${name}":${value}`));
  const rest = fc.constantFrom('', ',"status":200', ',"key":3', ',"intent":3');
  return fc
    .tuple(fc.uuid(), member('key'), member('intent'), rest)
    .map(([id, key, intent, rest]) => `${ID}${id}"${key}${intent}${rest}`);
}

function entry(): fc.Arbitrary<{ time: string; type: string; data: string }> {
  const type = fc.constantFrom(
    'intent',
    'outcome',
    'refusal',
    'approval',
    'probe',
    'intents',
    'start',
  );
  return fc.record({ time: time(), type, data: data() });
}

function change(): fc.Arbitrary<{ line: number; place: number; byte: number | undefined }> {
  const byte = fc.option(
    fc.constantFrom(...Buffer.from('0123456789abcdefABFGg{}",:-.TZ/ `\0\u00ff', 'latin1')),
    {
      nil: undefined,
    },
  );
  // Most changes are to be in what the scanner looks at.
  return fc.record({ line: fc.nat(5), place: fc.nat(260), byte });
}

/** A text, with one of its characters perhaps another. */
function nearly(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const other = fc.constantFrom(...'0123456789abcdefABCDEFg-:@`/ "}'.split(''));
  return fc.tuple(text, fc.nat(), fc.option(other)).map(([text, place, other]) => {
    const at = place % text.length;
    return other === null ? text : text.slice(0, at) + other + text.slice(at + 1);
  });
}

function leafOf(line: Buffer): Buffer {
  return hash('sha256', Buffer.concat([Buffer.alloc(1), line]), 'buffer');
}

/** Lines without line feeds. */
function chain(
  first: number,
  prev: Buffer,
  parts: { time: string; type: string; data: string }[],
): Buffer[] {
  const lines: Buffer[] = [];
  let before = prev;
  for (const [at, { time, type, data }] of parts.entries()) {
    const head = `{"v":2,"seq":${first + at},"prev":"${before.toString('hex')}","time":"${time}"`;
    const line = Buffer.from(`${head},"type":"${type}","data":${data}}}`);
    lines.push(line);
    before = leafOf(line);
  }
  return lines;
}

/** By regular expressions, up to the first that cannot stand where it does. */
function readAll(first: number, prev: Buffer, lines: Buffer[]): Seen[] {
  const seen: Seen[] = [];
  let [before, time] = [prev, ''];
  for (const [at, line] of lines.entries()) {
    // The type is not the scanner's to judge.
    const text = line.toString('latin1');
    const head = text.indexOf('"time":"') + 32;
    const judged = `${text.slice(0, head)}","type":"a","data":{}}`;
    const envelope = readEnvelope(Buffer.from(judged, 'latin1'));
    if (!text.endsWith('}') || envelope?.seq !== first + at) return seen;
    if (envelope.prev !== before.toString('hex')) return seen;
    const fell = envelope.time < time;
    const behind = text.slice(head);
    const data = EXCHANGE.exec(behind)?.[1];
    const type = /"type":"(.*?)"/.exec(behind)?.[1];
    seen.push(data === undefined ? { fell } : { type, fell, ...readData(data) });
    [before, time] = [leafOf(line), envelope.time];
  }
  return seen;
}

function readData(data: string): Omit<Seen, 'fell' | 'type'> {
  const found = /^(?:,"key":(\d+))?(?:,"intent":(\d+))?/.exec(data.slice(BEHIND_ID))!;
  const [, key, intent] = found.map((text) => (isNumber(text) ? Number(text) : -1));
  // What has a key that is no number has no intent behind it.
  const odd = found[1] !== undefined && key === -1;
  return { id: NAMED.exec(data)?.[1], key: key!, intent: odd ? -1 : intent! };
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && text.length <= 16 && Number.isSafeInteger(Number(text));
}

function scan(scanner: Scanner, first: number, prev: Buffer, lines: Buffer[]): Seen[] {
  const { text } = scanner;
  let end = 1;
  for (const line of lines) {
    end += line.copy(text, end);
    text[end] = 0x0a;
    end += 1;
  }
  scanner.begin(first, prev);
  const count = scanner.split(1, end);
  for (const [at, line] of lines.entries()) scanner.putLeaf(at, leafOf(line).toString('latin1'));
  const good = scanner.check(1, count);
  return Array.from({ length: good }, (_, line) => {
    const { type, fell, named, id, key, intent } = scanner.entry(line);
    if (type === undefined) return { fell };
    return { type, fell, id: named ? idText(id) : undefined, key, intent };
  });
}
