/** The example's customers are realistic, nobody's, and the same at every run. */
import { createHash } from 'node:crypto';
import t from 'tap';
import { makeCustomers } from '../../examples/crm/customers.ts';
import { makeTickets } from '../../examples/crm/tickets.ts';

/** SHA-256 of all of the data: who changes it changes this line, and knows that examples elsewhere may name it. */
const DIGEST = '7133195aed9f7b410314c89a00e4791fd8add28b6effdbdda7661c4ade398fdb';

const made = makeCustomers(1000);
const customers = made.map(({ customer }) => customer);
const tickets = makeTickets(made);

/** ISO 13616: registered lengths, and MOD 97-10 digit by digit (not as examples/crm/iban.ts counts). */
function ibanHolds(iban: string): boolean {
  const lengths: Record<string, number> = {
    AT: 20,
    DE: 22,
    ES: 24,
    FR: 27,
    GB: 22,
    IE: 22,
    NL: 18,
    PL: 28,
    SE: 24,
  };
  if (iban.length !== lengths[iban.slice(0, 2)]) return false;
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    for (const digit of String(Number.parseInt(character, 36)))
      remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return remainder === 1;
}

void t.test('account numbers have true check digits, in several countries', async (t) => {
  t.ok(ibanHolds('GB82WEST12345698765432'), 'the check itself knows a true one');
  t.notOk(ibanHolds('GB83WEST12345698765432'), 'and a false one');
  t.strictSame(
    customers.filter(({ iban }) => !ibanHolds(iban)),
    [],
  );
  t.ok(new Set(customers.map(({ iban }) => iban.slice(0, 2))).size >= 5);
});

void t.test('ids count from 1, references are odd and beyond what a double holds', async (t) => {
  t.strictSame(
    customers.map(({ id }) => id),
    Array.from({ length: 1000 }, (_, index) => index + 1),
  );
  t.equal(customers[0]?.reference, 9007199254740993n);
  t.strictSame(
    customers.filter(({ reference }) => BigInt(Number(reference)) === reference),
    [],
  );
  t.equal(new Set(customers.map(({ reference }) => reference)).size, 1000);
});

void t.test('e-mail addresses differ and lie where nobody can receive', async (t) => {
  t.equal(new Set(customers.map(({ email }) => email)).size, 1000);
  const odd = customers.filter(
    ({ email }) => !/^[a-z]+\.[a-z]+\d*@([a-z]+\.test|example\.(com|org|net))$/.test(email),
  );
  t.strictSame(odd, []);
  const mentioned = [
    ...customers.map(({ notes }) => notes),
    ...tickets.map(({ body }) => body),
  ].join('\n');
  for (const [, domain = ''] of mentioned.matchAll(/@([\w.]+\w)/g)) {
    if (!/(^|\.)(example\.(com|org|net)|test)$/.test(domain)) t.fail(`${domain} may be somebody's`);
  }
});

void t.test(
  'telephone numbers are E.164, of five countries, and in ranges for fiction',
  async (t) => {
    const fictional =
      /^\+(49(3023125|6990009|4066969|2214710|8999998)\d{3}|33(19900|26191|35301|46571|53649|63998)\d{4}|44(7700900|2079460|1632960)\d{3}|3532091\d{5}|46(8465004|3139006|4062804)\d{2})$/;
    t.strictSame(
      customers.filter(({ phone }) => !fictional.test(phone)),
      [],
    );
    t.strictSame([...new Set(customers.map(({ country }) => country))].toSorted(), [
      'DE',
      'FR',
      'GB',
      'IE',
      'SE',
    ]);
  },
);

void t.test('dates exist, in a likely order', async (t) => {
  const odd = customers.filter(
    ({ birth_date: birth, created_at: created }) =>
      new Date(birth).toISOString().slice(0, 10) !== birth ||
      new Date(created).toISOString() !== created.replace('Z', '.000Z') ||
      birth > '2007' ||
      created < '2018' ||
      created > '2025',
  );
  t.strictSame(odd, []);
});

void t.test(
  'names have letters of several languages, and notes give personal data away',
  async (t) => {
    t.ok(
      customers.filter(({ name }) => /[^\0-~]/.test(name)).length > 500,
      'most names are not ASCII',
    );
    for (const letter of 'üßéåłşñÓ')
      t.ok(
        customers.some(({ name }) => name.includes(letter)),
        letter,
      );
    const told = (fact: string) =>
      made.filter(({ customer, facts }) => customer.notes.includes(facts[fact] ?? '?')).length;
    for (const fact of ['email', 'phone', 'birth', 'iban', 'neighbour', 'name'])
      t.ok(told(fact) > 100, fact);
    const silent = made.filter(
      ({ customer, facts }) => !Object.values(facts).some((fact) => customer.notes.includes(fact)),
    );
    t.strictSame(silent, []);
  },
);

void t.test(
  'there are about two tickets a customer, each of a customer and with personal data',
  async (t) => {
    t.ok(tickets.length > 1800 && tickets.length < 2200, String(tickets.length));
    t.strictSame(
      tickets.map(({ id }) => id),
      tickets.map((_, index) => index + 1),
    );
    t.equal(new Set(tickets.map(({ status }) => status)).size, 3);
    const silent = tickets.filter(({ customer_id: id, body }) => {
      const facts = made[id - 1]?.facts ?? {};
      return !Object.values(facts).some((fact) => body.includes(fact));
    });
    t.strictSame(silent, []);
  },
);

void t.test('the data is the same at every run, however much is made', async (t) => {
  t.strictSame(makeCustomers(1000), made);
  t.strictSame(makeCustomers(10), made.slice(0, 10));
  const text = JSON.stringify([customers, tickets], (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  t.equal(createHash('sha256').update(text).digest('hex'), DIGEST);
});
