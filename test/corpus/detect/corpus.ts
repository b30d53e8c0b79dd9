/** The labelled corpus: sentences in several languages, with values of each kind and with lookalikes. */
import type { DetectorType } from '../../../gateway/types.ts';
import { HARD_CASES } from './hard-cases.ts';
import { makeRandom, type Random } from './random.ts';
import { LOOKALIKES } from './lookalikes.ts';
import * as values from './values.ts';

/** A text and what must be found in it. */
export interface Labelled {
  text: string;
  labels: { type: DetectorType; start: number; end: number }[];
}

/** Kinds that the corpus holds: all but `pattern`. */
export const TYPES = [
  ...(['email', 'phone', 'iban', 'credit-card', 'national-id', 'ip', 'jwt', 'secret'] as const),
  'date-of-birth',
] as const satisfies readonly DetectorType[];

const MAKE: Record<(typeof TYPES)[number], (random: Random) => string> = {
  email: values.email,
  phone: values.phone,
  iban: values.iban,
  'credit-card': values.card,
  'national-id': values.nationalId,
  ip: values.ip,
  jwt: values.jwt,
  secret: values.secret,
  'date-of-birth': values.date,
};

/** `*` is the value. */
const SENTENCES = [
  'The customer gave us * yesterday.',
  'Bitte prüfen Sie * bis Freitag.',
  'Merci de vérifier * avant lundi.',
  'Por favor, revise * antes del lunes.',
  'Prosimy o sprawdzenie: *.',
  'Si prega di verificare *, grazie.',
  'Graag nakijken (*) voor vrijdag.',
  'row\t*\tok',
  '{"note":"*"}',
  '请检查*，谢谢。',
];
const BIRTHS = [
  'She was born on * in Leeds.',
  'Geburtsdatum: *',
  'Né le * à Lyon.',
  'Fecha de nacimiento: *.',
  'Data urodzenia: *, Gdańsk',
  'Nato il * a Roma',
  'Geboortedatum * (NL)',
  'DOB=*;',
];

/** The corpus; it is the same in each run. */
export function makeCorpus(rounds = 150, seed = 20260422): Labelled[] {
  const random = makeRandom(seed);
  const corpus = HARD_CASES.map(readLabels);
  for (let round = 0; round < rounds; round += 1) {
    for (const type of TYPES) {
      const sentence = random.pick(type === 'date-of-birth' ? BIRTHS : SENTENCES);
      const value = MAKE[type](random);
      const start = sentence.indexOf('*');
      const labels = [{ type, start, end: start + value.length }];
      corpus.push({ text: sentence.replace('*', () => value), labels });
    }
    for (const lookalike of Object.values(LOOKALIKES)) {
      corpus.push({ text: random.pick(SENTENCES).replace('*', lookalike(random)), labels: [] });
    }
  }
  return corpus;
}

function readLabels(marked: string): Labelled {
  const labels: Labelled['labels'] = [];
  let text = '';
  for (const part of marked.split(/(⟦[^⟧]*⟧)/)) {
    const [type, value] = part.slice(1, -1).split('|', 2);
    if (!part.startsWith('⟦')) text += part;
    else {
      labels.push({
        type: type as DetectorType,
        start: text.length,
        end: text.length + value!.length,
      });
      text += value;
    }
  }
  return { text, labels };
}
