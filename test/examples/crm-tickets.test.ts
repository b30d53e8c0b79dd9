/** Tickets are read and added; statistics count and name nobody. */
import t from 'tap';
import { openCrm, readJson } from './support.ts';

const { ask } = await openCrm(t, 60);

void t.test('tickets are read and added', async (t) => {
  const { tickets } = readJson(await ask('/customers/2/tickets')) as { tickets: { id: number }[] };
  t.ok(tickets.length > 0);
  t.strictSame(readJson(await ask(`/tickets/${tickets[0]?.id}`)), tickets[0]);
  const body = { customer_id: 2, subject: 'Grüße', body: 'Anruf: +493023125000' };
  const created = await ask('/tickets', { method: 'POST', body });
  t.equal(created.status, 201);
  t.match(readJson(created), { ...body, status: 'open' });
  t.strictSame((await ask(String(created.headers.location))).bytes, created.bytes);
  for (const wrong of [
    {},
    { ...body, status: 'closed' },
    { ...body, customer_id: '2' },
    { ...body, customer_id: 999 },
  ]) {
    t.equal(
      (await ask('/tickets', { method: 'POST', body: wrong })).status,
      400,
      JSON.stringify(wrong),
    );
  }
  t.equal((await ask('/tickets/999999')).status, 404);
});

void t.test('statistics add up and name nobody', async (t) => {
  interface Stats {
    total: number;
    by_country: { customers: number }[];
    by_age_band: { customers: number }[];
  }
  const answer = await ask('/stats/customers');
  const stats = readJson(answer) as unknown as Stats;
  t.strictSame(Object.keys(stats), ['as_of', 'total', 'by_country', 'by_age_band']);
  for (const groups of [stats.by_country, stats.by_age_band]) {
    t.equal(groups.length, 5);
    t.equal(
      groups.reduce((sum, { customers }) => sum + customers, 0),
      stats.total,
    );
  }
  const tickets = await ask('/stats/tickets');
  t.match(readJson(tickets), { total: Number, by_status: [{ status: 'closed', tickets: Number }] });
  for (const { bytes } of [answer, tickets]) t.notMatch(bytes.toString(), /@|\+\d|REGT/);
});
