import t from 'tap';
import { parseJson } from '../../gateway/ledger/read/parse-json.ts';
import { readOpaEntry } from '../../bundles/impact/read-opa-log.ts';
import { inputFor, opaEntry } from './support.ts';

const NUMBERS = ['12345678901234567891', '1.0', '-1e400', '[1, 1.10]', '0.1234567890123456789'];

for (const number of NUMBERS) {
  t.test(`the candidate gets ${number} as it was`, async (t) => {
    const decision = { action: 'allow', reasons: ['a'] };
    const entry = opaEntry(inputFor('a', { request: { body: { amount: 'N' } } }), decision);
    const line = JSON.stringify(entry).replace('"N"', number);
    const record = readOpaEntry(parseJson(Buffer.from(line)), undefined);
    t.match(record, { input: `"amount":${number.replaceAll(' ', '')}` });
  });
}
