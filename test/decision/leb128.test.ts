import * as fc from 'fast-check';
import t from 'tap';
import { SetupError } from '../../gateway/errors.ts';
import { Cursor, encodeU32 } from '../../gateway/decision/leb128.ts';

const cursor = (...bytes: number[]): Cursor => new Cursor(Uint8Array.from(bytes));

await t.test('every number of 32 bits comes back as it was written', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => {
      const written = cursor(...encodeU32(value));
      return written.u32() === value && written.at === written.end;
    }),
  );
  t.same(encodeU32(0xffffffff), [0xff, 0xff, 0xff, 0xff, 0x0f]);
  t.end();
});

await t.test('a longer spelling is read as the specification allows, up to 5 bytes', (t) => {
  t.equal(cursor(0x83, 0x80, 0x80, 0x80, 0x00).u32(), 3);
  t.throws(() => cursor(0x83, 0x80, 0x80, 0x80, 0x80, 0x00).u32(), SetupError);
  t.throws(() => cursor(0xff, 0xff, 0xff, 0xff, 0x1f).u32(), SetupError);
  t.throws(() => cursor(...Array<number>(11).fill(0x80), 0).skipNumber(64), SetupError);
  t.end();
});

await t.test('nothing is read past the end', (t) => {
  t.throws(() => cursor().byte(), SetupError);
  t.throws(() => cursor(0x80).u32(), SetupError);
  t.throws(() => cursor(0x80).skipNumber(32), SetupError);
  t.throws(() => cursor(1, 2).skip(3), SetupError);
  t.throws(() => cursor(1, 2).take(3), SetupError);
  const part = cursor(1, 2, 3).take(2);
  part.skip(2);
  t.throws(() => part.byte(), SetupError, 'a part ends where it was cut');
  t.end();
});
