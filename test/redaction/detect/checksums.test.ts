import t from 'tap';
import { isCardNumber } from '../../../gateway/redaction/detect/card.ts';
import { hasIbanChecksum, ibanLength } from '../../../gateway/redaction/detect/iban.ts';
import * as dated from '../../../gateway/redaction/detect/national/dated.ts';
import * as lettered from '../../../gateway/redaction/detect/national/lettered.ts';
import * as modulo from '../../../gateway/redaction/detect/national/modulo.ts';

/** Examples from the registries and from what the states publish. */
const VALID: [name: string, holds: (id: string) => boolean, examples: string[]][] = [
  ['PESEL', dated.isPesel, ['44051401359', '02070803628']],
  ['rijksregisternummer', dated.isRijksregisternummer, ['85073003328', '17073003384']],
  ['personnummer', dated.isPersonnummer, ['8112289874', '198112289874', '6705111216']],
  ['CNP', dated.isCnp, ['1800101221144']],
  ['ЕГН', dated.isEgn, ['7523169263', '8032056031']],
  ['rodné číslo', dated.isRodneCislo, ['7801233540', '7103192745']],
  ['isikukood', dated.isIsikukood, ['37605030299', '38703181745']],
  ['asmens kodas', dated.isIsikukood, ['33309240064']],
  ['ΑΜΚΑ', dated.isAmka, ['01013099997']],
  ['NIR', modulo.isNir, ['255081416802538']],
  ['BSN', modulo.isBsn, ['111222333', '123456782']],
  ['NIF', modulo.isNif, ['123456789', '501964843']],
  ['Steuer-ID', modulo.isSteuerId, ['86095742719', '47036892816']],
  ['OIB', modulo.isOib, ['69435151530', '33392005961']],
  ['SVNR', modulo.isSvnr, ['1237010180']],
  ['DNI', lettered.isDni, ['12345678Z', '54362315K', '12.345.678-Z']],
  ['NIE', lettered.isDni, ['X1234567L', 'X-5253868-R']],
  ['codice fiscale', lettered.isCodiceFiscale, ['RSSMRA85T10A562S', 'RCCMNL83S18D969H']],
  ['hetu', lettered.isHetu, ['131052-308T']],
  ['PPS', lettered.isPps, ['6433435F', '6433435IH']],
  ['IBAN', hasIbanChecksum, ['DE89370400440532013000', 'GB82WEST12345698765432']],
  ['card', isCardNumber, ['4111111111111111', '378282246310005', '30569309025904']],
];

void t.test('takes published examples, and none of them with another last character', async (t) => {
  for (const [name, holds, examples] of VALID) {
    for (const id of examples) {
      t.equal(holds(id), true, `${name} ${id}`);
      const last = id.at(-1)!;
      const others = /\d/.test(last) ? '0123456789' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
      const taken = others.split('').filter((other) => holds(id.slice(0, -1) + other));
      t.same(taken, [last], `${name} ${id} with another last character`);
    }
  }
});

void t.test('has lengths of the registry', async (t) => {
  t.equal(ibanLength('NO'), 15);
  t.equal(ibanLength('RU'), 33);
  t.equal(ibanLength('XX'), undefined);
});
