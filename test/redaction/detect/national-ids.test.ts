import t from 'tap';
import { findsIn, planFor } from './support.ts';

/** By country: how ids are found alone, and behind a word. */
const IDS: Record<string, { alone: string[]; announced: [word: string, id: string][] }> = {
  AT: { alone: [], announced: [['SVNR:', '1237 010180']] },
  BE: { alone: ['85.07.30-033.28', '85073003328'], announced: [] },
  BG: { alone: [], announced: [['ЕГН', '7523169263']] },
  CZ: { alone: ['780123/3540'], announced: [['r.č.', '7801233540']] },
  DE: { alone: ['86 095 742 719'], announced: [['Steuer-ID', '86095742719']] },
  DK: { alone: [], announced: [['CPR-nr.', '211062-5629']] },
  EE: { alone: ['37605030299'], announced: [] },
  ES: { alone: ['12345678Z', '12.345.678-Z', 'X-1234567-L', 'x1234567l'], announced: [] },
  FI: { alone: ['131052-308T'], announced: [] },
  FR: { alone: ['255081416802538', '2 55 08 14 168 025 38'], announced: [] },
  GR: { alone: ['01013099997'], announced: [] },
  HR: { alone: [], announced: [['OIB', '69435151530']] },
  IE: { alone: ['6433435F', '6433435IH'], announced: [] },
  IT: { alone: ['RSSMRA85T10A562S', 'RSS MRA 85T10 A562S'], announced: [] },
  LT: { alone: ['33309240064'], announced: [] },
  NL: { alone: [], announced: [['BSN', '111222333']] },
  PL: { alone: ['44051401359'], announced: [] },
  PT: { alone: [], announced: [['NIF:', '501964843']] },
  RO: { alone: ['1800101221144'], announced: [] },
  SE: { alone: ['811228-9874', '19811228-9874'], announced: [['personnummer', '8112289874']] },
  SK: { alone: ['710319/2745'], announced: [] },
};

void t.test('finds the ids of each country', async (t) => {
  const plan = planFor('national-id');
  for (const [country, { alone, announced }] of Object.entries(IDS)) {
    for (const id of alone) t.same(findsIn(`see ${id}.`, plan), [id], country);
    for (const [word, id] of announced) {
      t.same(findsIn(`${word} ${id}.`, plan), [id], country);
      t.same(findsIn(`invoice ${id}.`, plan), [], `${country} without a word`);
    }
  }
});
