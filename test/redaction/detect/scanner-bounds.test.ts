import * as fc from 'fast-check';
import t from 'tap';
import { makeDispatch } from '../../../gateway/redaction/detect/dispatch.ts';
import { scanBirthDate } from '../../../gateway/redaction/detect/scan-birth-date.ts';
import { scanCard } from '../../../gateway/redaction/detect/scan-card.ts';
import { scanEmail } from '../../../gateway/redaction/detect/scan-email.ts';
import { scanIban } from '../../../gateway/redaction/detect/scan-iban.ts';
import { scanIp } from '../../../gateway/redaction/detect/scan-ip.ts';
import { scanJwt } from '../../../gateway/redaction/detect/scan-jwt.ts';
import { scanNationalId } from '../../../gateway/redaction/detect/scan-national-id.ts';
import { scanPhone } from '../../../gateway/redaction/detect/scan-phone.ts';
import { scanSecret } from '../../../gateway/redaction/detect/scan-secret.ts';
import type { Scanner } from '../../../gateway/redaction/detect/scanner.ts';
import { makeCorpus } from '../../corpus/detect/corpus.ts';

const SCANNERS: Record<string, Scanner> = {
  scanBirthDate,
  scanCard,
  scanEmail,
  scanIban,
  scanIp,
  scanJwt,
  scanNationalId,
  scanPhone,
  ...Object.fromEntries(scanSecret.map((scanner, index) => [`scanSecret[${index}]`, scanner])),
};
const CORPUS = makeCorpus(10).map(({ text }) => text);
const fragment = fc.oneof(
  fc.constantFrom(...CORPUS),
  fc.constantFrom('@', ':', '=', '-----BEGIN ', 'Bearer ', '://', '(', '+', '"', 'born ', 'tel. '),
  fc
    .constantFrom('a', '1', ' ', '.', '-', ' 1', '1.', 'a.', 'é', '::', '0 ')
    .chain((unit) => fc.integer({ min: 1, max: 300 }).map((count) => unit.repeat(count))),
);
const text = fc.array(fragment, { maxLength: 8 }).map((fragments) => fragments.join(''));

// What is bounded takes time in proportion to the text, and is the same however the text is cut.
void t.test('each scanner depends on the characters that it says, and on no others', async () => {
  for (const [name, scanner] of Object.entries(SCANNERS)) {
    const { asked } = makeDispatch([{ scanner, detector: 0 }]);
    const run = fc.property(text, (text) => {
      for (let at = 0; at < text.length; at += 1) {
        if ((asked[text.charCodeAt(at)] ?? 0) === 0) continue;
        const from = Math.max(0, at - scanner.behind);
        const part = text.slice(from, at + scanner.ahead);
        const finds = findsOf(scanner, text, at, 0);
        if (JSON.stringify(finds) === JSON.stringify(findsOf(scanner, part, at - from, from)))
          continue;
        throw new Error(`${name} at ${at} of ${JSON.stringify(text)}`);
      }
    });
    fc.assert(run, { numRuns: 100 });
  }
});

function findsOf(scanner: Scanner, text: string, at: number, offset: number): unknown[] {
  const finds: unknown[] = [];
  scanner.scan(text, at, (start, end, tail) => {
    finds.push([start + offset, end + offset, tail !== undefined]);
    if (start < at - scanner.behind || end > at + scanner.ahead) throw new Error('out of bounds');
  });
  return finds;
}
