import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { maskSse } from '../../../gateway/redaction/forms/sse.ts';
import { DOCUMENT, STRUCTURAL_PATH } from '../arbitrary.ts';
import { CUTS, mask, maskText, options, outcomeOf, run } from './helpers.ts';
import { readEvents } from './read-events.ts';

const masks = [mask('$.email')];

function masked(stream: string): string {
  return run(maskSse(options(masks)), stream);
}

void t.test('the data of each event is a document; other fields and line ends stay', async (t) => {
  t.equal(
    masked(
      '\u{feff}: hello\nretry: 10\r\n\r\nevent: message\rid: 7-0\rdata:{"email":"a", "n":1.0}\r\r' +
        'data\n\ndata: \n\nid\n\nevent:x\ndata:  {"n":1}\n\n',
    ),
    '\u{feff}:\nretry: 10\r\n\r\nevent: message\rid: 7-0\rdata:{"email":"[redacted]", "n":1.0}\r\r' +
      'data\n\ndata: \n\nid\n\nevent:x\ndata:  {"n":1}\n\n',
  );
});

void t.test('an event leaves with its blank line', async (t) => {
  const masker = maskSse(options(masks));
  const write = (text: string): string => masker.write(Buffer.from(text)).toString();
  t.equal(write('data: {"email":1}\n'), '');
  t.equal(write('\n'), 'data: {"email":"[redacted]"}\n\n');
  t.equal(write('data: {"n":1}\r\n\r'), 'data: {"n":1}\r\n\r');
  t.equal(write('\n'), '\n');
  t.equal(write('data: {"n":2}\n\ndata: {'), 'data: {"n":2}\n\n');
  t.throws(() => masker.end());
});

void t.test('the end of the body ends the last event', async (t) => {
  t.equal(masked('data: {"email":1}'), 'data: {"email":"[redacted]"}');
  t.equal(masked('data: {"email":1}\n'), 'data: {"email":"[redacted]"}\n');
  t.equal(masked('data: {"n":\ndata: 1}'), 'data: {"n":\ndata: 1}');
  t.equal(
    outcomeOf(() => maskSse(options(masks)), 'data: {"email":[\ndata: ]}'),
    'unmaskable-response',
  );
});

void t.test('an event is held to the limit', async (t) => {
  const event = 'data: {"email":1}\n\n';
  const at = (limit: number): string => outcomeOf(() => maskSse(options(masks, limit)), event, [5]);
  t.match(at(event.length), 'left');
  t.equal(at(event.length - 1), 'unmaskable-response');
});

const END = fc.constantFrom('\n', '\r', '\r\n');
const OTHER = fc.constantFrom('', 'id: 1', 'event: a', 'retry: 5', ':');
const EVENT = fc.record({
  text: DOCUMENT,
  end: END,
  other: OTHER,
  space: fc.constantFrom('', ' '),
});

void t.test('a reader sees each document masked, whatever the chunking', async () => {
  const property = fc.property(
    fc.array(EVENT, { maxLength: 4 }),
    STRUCTURAL_PATH,
    CUTS,
    (events, path, cuts) => {
      const masks = [mask(path, { with: 'null' })];
      const stream = events
        .map(({ text, end, other, space }) => {
          const lines = text.split(/[\r\n]/).flatMap((line) => [`data:${space}${line}`, other]);
          return [...lines.filter((line) => line !== ''), '', ''].join(end);
        })
        .join('');
      const left = run(maskSse(options(masks)), stream, cuts);
      assert.equal(left, run(maskSse(options(masks)), stream));
      const sent = readEvents(stream);
      const expected = sent.map(({ type, id, data }) => {
        return { type, id, data: data.trim() === '' ? data : maskText(data, masks) };
      });
      assert.deepEqual(readEvents(left), expected);
      if (expected.every(({ data }, index) => data === sent[index]!.data)) {
        assert.equal(left, stream);
      }
    },
  );
  fc.assert(property, { numRuns: 1000 });
});

void t.test('how a masked value was split into lines is not seen', async () => {
  const property = fc.property(DOCUMENT, DOCUMENT, CUTS, (one, other, cuts) => {
    const [first, second] = [one, other].map((value) => {
      const text = `{"n": 1,\n"email":\n${value}\n,"m":\n\n2}`;
      const stream = `${text
        .split(/[\r\n]/)
        .map((line) => `data: ${line}\n`)
        .join('')}\n`;
      return run(maskSse(options(masks)), stream, cuts);
    });
    assert.equal(first, second);
  });
  fc.assert(property, { numRuns: 500 });
});
