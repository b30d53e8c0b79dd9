/** Customers as a CRM tells of them, in about so many bytes of JSON. */
export function writeCustomers(bytes: number): Buffer {
  const pieces: string[] = [];
  let length = 0;
  for (let id = 1000; length < bytes; id += 1) {
    const text = JSON.stringify({
      id,
      name: `Erika Mustermann the ${String(id)}th`,
      email: `erika.${String(id)}@example.com`,
      phone: `+49 30 ${String(id * 7919)}`,
      iban: `DE89370400440532${String(id).padStart(6, '0')}`,
      birth_date: '1980-02-29',
      active: id % 3 > 0,
      balance: id * 13.37,
      address: { street: `Hauptstraße ${String(id)}`, city: 'Berlin', zip: '10115' },
      tags: ['retail', 'newsletter'],
      note: 'Called about the last invoice.\nWants "paperless" billing from next month on.',
    });
    pieces.push(text);
    length += text.length + 1;
  }
  return Buffer.from(`{"customers":[${pieces.join()}],"next":null}`);
}
