import t from 'tap';
import type { BodyMasker } from '../../gateway/redaction/contract.ts';
import { maskForm } from '../../gateway/redaction/forms/form-body.ts';
import { everywhere, mask, options, outcomeOf, run } from '../redaction/forms/helpers.ts';

const masker = (): BodyMasker => maskForm(options([mask('$.email')]));

void t.test('encoding that readers mend in different ways is refused', async (t) => {
  for (const body of [
    '%=1',
    'em%61il=%',
    'em%6il=ada',
    'email=a%4',
    'email=%4&1',
    'email=%zz',
    'n=%u0061',
    'n=%ff',
    'n=%c3',
    'n=%ed%a0%80',
    'n=é',
    'n=1;email=ada',
    'n=1\nemail=ada',
    'n=%+1',
    'n=% 1',
  ]) {
    t.equal(outcomeOf(masker, body), 'unmaskable-response', body);
    t.equal(outcomeOf(masker, body, everywhere(body)), 'unmaskable-response');
  }
});

void t.test('a name is masked however it is encoded', async (t) => {
  const body = 'e%6Dail=ada&%65%6d%61%69%6c=bob&e+mail=c&email=ada%26n%3D1';
  t.equal(
    run(masker(), body, everywhere(body)),
    'e%6Dail=%5Bredacted%5D&%65%6d%61%69%6c=%5Bredacted%5D&e+mail=c&email=%5Bredacted%5D',
  );
});

void t.test('how a masked value was encoded is not seen', async (t) => {
  const values = ['ada', '', '%61', '[redacted]', '%5Bredacted%5D', '%5bredacted%5d', 'a+b%2B'];
  const left = values.map((value) => run(masker(), `email=${value}&n=1`));
  t.same(new Set(left), new Set(['email=%5Bredacted%5D&n=1']));
});
