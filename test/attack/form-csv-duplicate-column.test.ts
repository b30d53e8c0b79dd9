import t from 'tap';
import type { BodyMasker } from '../../gateway/redaction/contract.ts';
import { maskCsv } from '../../gateway/redaction/forms/csv.ts';
import { mask, options, outcomeOf, run } from '../redaction/forms/helpers.ts';

const masker = (): BodyMasker => maskCsv({ ...options([mask('$[*].email')]), columns: ['email'] });

void t.test('two columns of one name are refused, however they are quoted', async (t) => {
  for (const names of [
    'email,email',
    'email,"email"',
    '"email",n,email',
    'email,,',
    '\u{feff}email,email',
  ]) {
    t.equal(outcomeOf(masker, `${names}\nada,ada,ada\n`), 'unmaskable-response', names);
    t.equal(outcomeOf(masker, names), 'unmaskable-response', names);
  }
});

void t.test('names of members of every object are columns like others', async (t) => {
  const body = '__proto__,constructor,email\na,b,ada\n';
  t.equal(run(masker(), body), '__proto__,constructor,email\na,b,[redacted]\n');
});

// The first row leaves as it came.
void t.test('CSV without a row of names is refused', async (t) => {
  for (const body of [
    'ada@example.org,1\n',
    ' email,n\nada,1\n',
    'Email,n\nada,1\n',
    'email;n\nada;1\n',
    '\nemail\nada\n',
  ]) {
    t.equal(outcomeOf(masker, body), 'unmaskable-response', body);
  }
});
