import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { encryptFf1 } from '../../../gateway/redaction/methods/ff1.ts';

const KEY = '2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94';
const TEN = '39383736353433323130';
const ELEVEN = '3737373770717273373737';

function encrypt(keyBits: number, radix: number, tweak: string, text: string): string {
  const key = Buffer.from(KEY, 'hex').subarray(0, keyBits / 8);
  const cipher = createCipheriv(`aes-${keyBits}-ecb`, key, null);
  return encryptFf1(cipher, radix, Buffer.from(tweak, 'hex'), text);
}

/** The nine FF1 samples that NIST publishes with SP 800-38G. */
const SAMPLES: [number, number, string, string, string][] = [
  [128, 10, '', '0123456789', '2433477484'],
  [128, 10, TEN, '0123456789', '6124200773'],
  [128, 36, ELEVEN, '0123456789abcdefghi', 'a9tv40mll9kdu509eum'],
  [192, 10, '', '0123456789', '2830668132'],
  [192, 10, TEN, '0123456789', '2496655549'],
  [192, 36, ELEVEN, '0123456789abcdefghi', 'xbj3kv35jrawxv32ysr'],
  [256, 10, '', '0123456789', '6657667009'],
  [256, 10, TEN, '0123456789', '1001623463'],
  [256, 36, ELEVEN, '0123456789abcdefghi', 'xs8a0azh2avyalyzuwd'],
];

for (const [index, [bits, radix, tweak, plain, encrypted]] of SAMPLES.entries()) {
  void t.test(`NIST FF1 sample ${index + 1}, AES-${bits}, radix ${radix}`, async (t) => {
    t.equal(encrypt(bits, radix, tweak, plain), encrypted);
  });
}

void t.test('rounds wider than a block, as a second implementation has them', async (t) => {
  // NIST has no sample of them: made with OpenSSL's AES and Python's integers.
  t.equal(
    encrypt(256, 10, '', '9'.repeat(65)),
    '69556576017111432738658161457870964015673598577516629433809330970',
  );
  t.equal(
    encrypt(256, 10, '78'.repeat(16), '31415926'.repeat(12)),
    '18981427549493859092212346267083187934365206882819675891764635348541345871083049331705265637' +
      '2834',
  );
});

void t.test('it is a permutation of the texts of each length', async (t) => {
  for (const length of [2, 3]) {
    const texts = Array.from({ length: 10 ** length }, (_, index) =>
      encrypt(256, 10, TEN, String(index).padStart(length, '0')),
    );
    t.equal(new Set(texts).size, 10 ** length);
    t.ok(texts.every((text) => text.length === length));
  }
});

void t.test('lengths and tweaks past one block', async (t) => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[0-9]{6,128}$/),
      fc.uint8Array({ maxLength: 70 }),
      (text, bytes) => {
        const tweak = Buffer.from(bytes).toString('hex');
        const encrypted = encrypt(256, 10, tweak, text);
        t.match(encrypted, /^[0-9]+$/);
        t.equal(encrypted.length, text.length);
        t.not(encrypt(256, 10, `${tweak}00`, text.padEnd(12, '0')), encrypted);
      },
    ),
  );
});
