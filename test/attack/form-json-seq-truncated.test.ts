import t from 'tap';
import type { BodyMasker } from '../../gateway/redaction/contract.ts';
import { maskJsonSeq } from '../../gateway/redaction/forms/json-seq.ts';
import { everywhere, mask, options, outcomeOf } from '../redaction/forms/helpers.ts';

const masker = (): BodyMasker => maskJsonSeq(options([mask('$.email')]));

void t.test('a text that is not surely whole is refused', async (t) => {
  for (const body of [
    '\x1e{"email":"ada"',
    '\x1e{"email":"ada"\n\x1e{}\n',
    '\x1e{"email":"ada"}',
    '\x1e{"email":"ada"}\x1e{}\n',
    '\x1e{"email":"ada\x1e"}\n',
    '\x1e12',
    '\x1e12 ',
    '\x1etrue\x1e',
    '\x1e"ada\n\x1e',
    '\x1e',
    '\x1e{}\n\x1e',
    '{"email":"ada"}\n',
    '\x1e{}\n{"email":"ada"}\n',
    '\x1e{} {"email":"ada"}\n',
    '\x1e]\n',
    '\x1e{"email":"ada"}}\n',
    '\x1e12\n3\n',
    '\x1e1\n2',
    '\x1eada\n',
  ]) {
    t.equal(outcomeOf(masker, body), 'unmaskable-response', JSON.stringify(body));
    t.equal(outcomeOf(masker, body, everywhere(body)), 'unmaskable-response');
  }
});

void t.test('a cut text is refused at the separator that cuts it', async (t) => {
  t.throws(() => masker().write(Buffer.from('\x1e{"email":"ada\x1e')));
});

void t.test('texts before the cut one have left', async (t) => {
  const one = masker();
  const left = one.write(Buffer.from('\x1e{"email":1}\n\x1e{"a'));
  t.equal(left.toString(), '\x1e{"email":"[redacted]"}\n');
  t.throws(() => one.end());
});
