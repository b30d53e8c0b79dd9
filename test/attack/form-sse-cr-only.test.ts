import t from 'tap';
import type { BodyMasker } from '../../gateway/redaction/contract.ts';
import { maskSse } from '../../gateway/redaction/forms/sse.ts';
import { mask, options, outcomeOf, run } from '../redaction/forms/helpers.ts';

const masker = (): BodyMasker => maskSse(options([mask('$.email')]));

// A reader that knows only \n takes all of it for one line: it must be masked all the same.
void t.test('lines that end with a carriage return are lines', async (t) => {
  t.equal(
    run(masker(), 'id: 1\rdata: {"email":"ada"}\r\rdata: {"email":"bob"}\r\r'),
    'id: 1\rdata: {"email":"[redacted]"}\r\rdata: {"email":"[redacted]"}\r\r',
  );
  t.equal(
    run(masker(), 'data: {"email":\rdata: "ada"}\r\n\rdata: 1\n\r'),
    'data: {"email":\rdata: "[redacted]"}\r\n\rdata: 1\n\r',
  );
});

void t.test('what a carriage return cuts off from its field is refused', async (t) => {
  for (const stream of [
    'data: {"n":1}\r{"email":"ada"}\n\n',
    'data: {"email":\r"ada"}\n\n',
    'id: 1\rada@example.org\n\n',
  ]) {
    t.equal(outcomeOf(masker, stream), 'unmaskable-response', JSON.stringify(stream));
  }
});
