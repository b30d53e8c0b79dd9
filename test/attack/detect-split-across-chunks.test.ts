import t from 'tap';
import { createTextMasker } from '../../gateway/redaction/detect/text-masker.ts';
import { EVERYTHING } from '../redaction/detect/support.ts';

const VALUES = [
  'ada@example.org',
  'DE89 3704 0044 0532 0130 00',
  '4111\u200b1111 1111 1111',
  '２001:db8::１',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
  '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----',
  'ada&#64;example.org',
  'K-123456',
];

void t.test('a value that arrives in two parts does not leave in two parts', async (t) => {
  for (const value of VALUES) {
    const bytes = Buffer.from(`before (${value}) after`);
    for (let at = 0; at <= bytes.length; at += 1) {
      const masker = createTextMasker(EVERYTHING, () => '*');
      const parts = [bytes.subarray(0, at), bytes.subarray(at)].map((part) => masker.write(part));
      t.equal(Buffer.concat([...parts, masker.end()]).toString(), 'before (*) after');
    }
  }
});
