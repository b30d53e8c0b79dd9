import t from 'tap';
import { findsIn, planFor } from './support.ts';

/** By country: forms that need no word before them, and forms that do. */
const FORMS: Record<string, { alone: string[]; announced: string[] }> = {
  DE: { alone: ['030 901820', '(030) 901820', '0151-23456789'], announced: ['030901820'] },
  FR: { alone: ['01 42 68 53 00', '06.12.34.56.78'], announced: ['0142685300'] },
  GB: { alone: ['020 7946 0958', '07400 123456', '(020) 7946 0958'], announced: ['07400123456'] },
  US: { alone: ['(212) 456-7890', '212-456-7890', '212.456.7890'], announced: ['2124567890'] },
  NL: { alone: ['020 624 1111', '06-12345678'], announced: ['0612345678'] },
  AT: { alone: ['0664 1234567'], announced: ['06641234567'] },
  BE: { alone: ['0470 12 34 56'], announced: ['0470123456'] },
  CH: { alone: ['044 668 18 00'], announced: ['0446681800'] },
  IT: { alone: ['06 6982 1234'], announced: ['347 1234567'] },
  SE: { alone: ['08-123 456 78', '070-123 45 67'], announced: ['0701234567'] },
  IE: { alone: ['01 679 6666', '085 012 3456'], announced: ['0850123456'] },
  FI: { alone: ['041 2345678'], announced: ['0412345678'] },
  ES: { alone: [], announced: ['612 345 678', '912345678'] },
  PL: { alone: [], announced: ['512 345 678', '123456789'] },
  PT: { alone: [], announced: ['912 345 678'] },
};

void t.test('finds national forms', async (t) => {
  for (const [country, { alone, announced }] of Object.entries(FORMS)) {
    for (const phone of alone)
      t.same(findsIn(`at ${phone}, or`, planFor('phone')), [phone], country);
    for (const phone of announced) {
      t.same(findsIn(`Tel.: ${phone}, or`, planFor('phone')), [phone], country);
      t.same(findsIn(`order ${phone}, or`, planFor('phone')), [], country);
    }
  }
});

void t.test('finds international forms', async (t) => {
  const phones = [
    '+49 30 901820',
    '+4930901820',
    '+49 (0)30 901820',
    '0049 30 901820',
    '+1 (212) 456-7890',
    '+33 1 42 68 53 00',
    '+420 601 123 456',
    '+351 912 345 678',
    '+45 32 12 34 56',
  ];
  for (const phone of phones) t.same(findsIn(`(${phone})`, planFor('phone')), [phone]);
});

void t.test('leaves dates, times, versions, prices and other numbers', async (t) => {
  const others = [
    '2026-04-22',
    '22.04.2026',
    '04/22/2026',
    '12:34:56',
    '1.2.3.4',
    '1 234 567',
    '0.1234567890',
    '978-3-16-148410-0',
    '0-306-40615-2',
    '4111 1111 1111 1111',
    '+1 2',
    '+999 123 456 789',
  ];
  for (const other of others) t.same(findsIn(`see ${other} now`, planFor('phone')), [], other);
});
