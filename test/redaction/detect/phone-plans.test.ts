import parsePhoneNumber, { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import t from 'tap';
import { existsAnywhere, existsIn } from '../../../gateway/redaction/detect/phone-plans.ts';
import { makeRandom } from '../../corpus/detect/random.ts';

void t.test('knows the example of each country', async (t) => {
  for (const country of getCountries()) {
    const example = getExampleNumber(country, examples);
    if (example === undefined) continue;
    t.ok(existsIn(country, example.nationalNumber), country);
    t.ok(existsAnywhere(example.number.slice(1)), country);
  }
});

void t.test('says what the library says', async (t) => {
  const random = makeRandom(4);
  for (let count = 0; count < 3000; count += 1) {
    const digits = random.pick(['49', '33', '44', '1', '31', '34', '39']) + random.digits(10);
    const parsed = parsePhoneNumber(`+${digits}`);
    if (parsed?.isValid() === true) t.ok(existsAnywhere(digits), digits);
  }
});
