import * as fc from 'fast-check';
import t from 'tap';
import { decodeBody } from '../../gateway/redaction/decode-body.ts';
import { ENCODERS, refusalOf } from './helpers.ts';

const TEXT = Buffer.from('{"email":"ada@example.org"}'.repeat(20));

void t.test('undoes each coding', async (t) => {
  for (const [coding, encode] of Object.entries(ENCODERS)) {
    t.same(await decodeBody(await encode(TEXT), coding, 1000), TEXT, coding);
    t.same(await decodeBody(await encode(TEXT), ` ${coding.toUpperCase()} `, 1000), TEXT);
  }
  t.equal(await decodeBody(TEXT, undefined, 1000), TEXT);
  t.equal(await decodeBody(TEXT, 'identity', 1000), TEXT);
});

void t.test('refuses several codings, unknown ones and an empty name', async (t) => {
  for (const coding of [
    'gzip, br',
    'gzip,gzip',
    'compress',
    'aes128gcm',
    '',
    'gzip;q=1',
    'constructor',
  ]) {
    const { code } = await refusalOf(() => decodeBody(TEXT, coding, 1000));
    t.equal(code, 'unmaskable-response', coding);
  }
});

void t.test('the limit is of the undone body, to the byte', async (t) => {
  for (const [coding, encode] of Object.entries({
    ...ENCODERS,
    identity: async (body: Buffer) => body,
  })) {
    const encoded = await encode(TEXT);
    t.same(await decodeBody(encoded, coding, TEXT.length), TEXT);
    const { detail } = await refusalOf(() => decodeBody(encoded, coding, TEXT.length - 1));
    t.match(detail, `more than ${TEXT.length - 1} bytes`);
  }
});

void t.test('a damaged body is refused, or is another text that was there before', async () => {
  const property = fc.asyncProperty(
    fc.constantFrom(...Object.keys(ENCODERS)),
    fc.nat(),
    fc.integer({ min: 1, max: 255 }),
    async (coding, place, flip) => {
      const encoded = await ENCODERS[coding]!(TEXT);
      encoded[place % encoded.length]! ^= flip;
      try {
        await decodeBody(encoded, coding, 1000);
      } catch (error) {
        return (error as { code: string }).code === 'unmaskable-response';
      }
      return true;
    },
  );
  await fc.assert(property, { numRuns: 300 });
});
