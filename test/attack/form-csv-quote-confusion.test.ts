import t from 'tap';
import type { BodyMasker } from '../../gateway/redaction/contract.ts';
import { maskCsv } from '../../gateway/redaction/forms/csv.ts';
import { everywhere, mask, options, outcomeOf, run } from '../redaction/forms/helpers.ts';

const masker = (): BodyMasker => maskCsv({ ...options([mask('$[*].email')]), columns: ['email'] });

// Two readers that close a quote at different places take different cells for the email.
void t.test('what can be read as other cells is refused', async (t) => {
  for (const row of [
    'a"b,ada,c',
    '"a"b,ada,c',
    '"a" ,ada,c',
    ' "a",ada,c',
    '"a,ada,c',
    'a,"ada,c',
    String.raw`"a\",ada,c`,
    String.raw`"a\"",ada",ada,c`,
    String.raw`"a\"",ada`,
    'a,b\rada,c',
    'a,ada,c\r\r',
    '\r',
    'a,ada',
    'a,ada,c,',
    'a;ada;c',
    '',
  ]) {
    const body = `name,email,n\n${row}\n"x",y,z`;
    t.equal(outcomeOf(masker, body), 'unmaskable-response', JSON.stringify(row));
    t.equal(outcomeOf(masker, body, everywhere(body)), 'unmaskable-response');
  }
  const latin1 = Buffer.from('name,email,n\n\xff,ada,c\n', 'latin1');
  t.equal(outcomeOf(masker, latin1), 'unmaskable-response');
});

void t.test('quotes that hide commas and line ends are read', async (t) => {
  const body = 'name,email,n\r\n"a,\r\n""b""","ada,\nbob",","\r\n';
  const expected = 'name,email,n\r\n"a,\r\n""b""",[redacted],","\r\n';
  t.equal(run(masker(), body, everywhere(body)), expected);
});

void t.test('how a masked cell was quoted is not seen', async (t) => {
  const cells = ['ada', '"ada"', '""', '', '"a,b"', '[redacted]', '"[redacted]"', '"\u{1f600}"'];
  const left = cells.map((cell) => run(masker(), `name,email\na,${cell}\n`));
  t.same(new Set(left), new Set(['name,email\na,[redacted]\n']));
});
