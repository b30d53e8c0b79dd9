import t from 'tap';
import { findsIn, planFor } from '../redaction/detect/support.ts';
import { createTextMasker } from '../../gateway/redaction/detect/text-masker.ts';

const BEGIN = '-----BEGIN RSA PRIVATE KEY-----';

void t.test('a key block that is not closed is masked to the end of the text', async (t) => {
  const bodies = [
    `${BEGIN}\nMIIE\n${'QUJD\n'.repeat(30_000)}`,
    `${BEGIN}\nMIIE\n-----END RSA PRIVATE KEY`,
    `${BEGIN}\nMIIE\n-----END ${'x'.repeat(200)}-----`,
    `${BEGIN}\nMIIE\n----- END RSA PRIVATE KEY -----`,
  ];
  for (const body of bodies) {
    t.same(findsIn(`before ${body}`, planFor('secret')), [body]);
    const masker = createTextMasker(planFor('secret'), () => '*');
    const parts = [...`before ${body}`.matchAll(/[^]{1,7000}/g)].map(([part]) =>
      masker.write(Buffer.from(part)).toString(),
    );
    t.equal(parts.join('') + masker.end().toString(), 'before *');
  }
});

void t.test('it ends with the first end line, whatever that closes', async (t) => {
  const block = `${BEGIN}\nMIIE\n-----END CERTIFICATE-----`;
  t.same(findsIn(`${block} after`, planFor('secret')), [block]);
});
