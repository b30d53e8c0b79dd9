import t from 'tap';
import { createDecoder } from '../../gateway/redaction/forms/decode-stream.ts';
import { ENCODERS, refusalOf } from '../redaction/helpers.ts';

const BODY = Buffer.from('{"n":1}');
const HIDDEN = Buffer.from('{"email":"ada@example.org"}');

async function decode(coding: string, pieces: readonly Buffer[]): Promise<string> {
  async function* body(): AsyncGenerator<Buffer> {
    for (const piece of pieces) {
      yield piece;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const chunks: Buffer[] = [];
  for await (const chunk of createDecoder(coding, 1000)(body())) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

// Readers differ in what they make of bytes after the end: a second text, padding, or nothing.
void t.test('bytes after the end are refused, in the same piece or a later one', async (t) => {
  for (const [coding, encode] of Object.entries(ENCODERS)) {
    const whole = await encode(BODY);
    t.equal(await decode(coding, [whole]), BODY.toString());
    const another = await encode(HIDDEN);
    // Zstandard is made of frames (RFC 8878 section 3.1): a second one is no trailing data.
    for (const after of coding === 'zstd' ? [HIDDEN] : [another, HIDDEN, Buffer.from([0])]) {
      for (const pieces of [[Buffer.concat([whole, after])], [whole, after]]) {
        const { code, detail } = await refusalOf(() => decode(coding, pieces));
        t.equal(code, 'unmaskable-response', coding);
        t.notMatch(detail, 'ada');
      }
    }
  }
});

void t.test('what several frames hold comes out whole, so that all of it is masked', async (t) => {
  const frames = [await ENCODERS['zstd']!(BODY), await ENCODERS['zstd']!(HIDDEN)];
  const text = `${BODY.toString()}${HIDDEN.toString()}`;
  t.equal(await decode('zstd', frames), text);
  t.equal(await decode('zstd', [Buffer.concat(frames)]), text);
});

void t.test('a body that is cut anywhere is refused', async (t) => {
  for (const [coding, encode] of Object.entries(ENCODERS)) {
    const whole = await encode(BODY);
    for (let length = 1; length < whole.length; length += 1) {
      const { code } = await refusalOf(() => decode(coding, [whole.subarray(0, length)]));
      t.equal(code, 'unmaskable-response', `${coding} ${length}`);
    }
  }
});

void t.test('a body of another coding, or of none, is refused', async (t) => {
  for (const coding of Object.keys(ENCODERS)) {
    await refusalOf(() => decode(coding, [HIDDEN]));
    const other = await ENCODERS[coding === 'br' ? 'gzip' : 'br']!(HIDDEN);
    const { code } = await refusalOf(() => decode(coding, [other]));
    t.equal(code, 'unmaskable-response', coding);
  }
});
