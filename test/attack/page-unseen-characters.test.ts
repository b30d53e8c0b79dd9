import t from 'tap';
import { startDesk } from '../browser/desk.ts';
import { ASYNC, json } from '../browser/requests.ts';

t.test('a body cannot read otherwise than it is', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  // Shown as it is, the second line would read as if it were about another amount.
  const body = { customer_id: 17, subject: 'Refund \u202e00001\u202c EUR', body: 'ad\u200bmin' };
  await desk.ask('support-agent', '/crm/tickets', json('POST', body, ASYNC));
  const tab = await desk.open('dana');
  await tab.getByRole('link', { name: /^POST/ }).click();
  const shown = tab.getByRole('region', { name: /^The body/ });
  await shown.waitFor();
  for (const way of ['Request', 'Raw body']) {
    await tab.getByRole('button', { name: way }).click();
    const text = await shown.innerText();
    t.match(text, /Refund U\+202E00001U\+202C EUR/, way);
    t.match(text, /adU\+200Bmin/, way);
    t.notMatch(text, /[\u200b\u202a-\u202e]/, way);
  }
});
