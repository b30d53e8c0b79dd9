import t from 'tap';
import { startDesk } from '../browser/desk.ts';
import { ASYNC, json } from '../browser/requests.ts';

/** What would run, or make an element, if any of it were taken for markup. */
const HOSTILE = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'";`;
const IN_JSON = '{"</pre><svg onload=window.hacked=1>":"<iframe srcdoc=x>"}';

t.test('what an agent sends is shown as text, whatever it says', async (t) => {
  const desk = await startDesk(t, (config) => {
    config.connections[0]!.headers = ['x-tenant'];
  });
  if (!desk) return;
  const headers = {
    ...ASYNC,
    'x-tenant': HOSTILE,
    'x-regent-justification': HOSTILE,
    'x-regent-purpose': HOSTILE,
    'user-agent': HOSTILE,
  };
  const query = encodeURIComponent(HOSTILE);
  await desk.ask('support-agent', `/crm/exports/customers?note=${query}`, { headers });
  const body = { customer_id: 17, subject: HOSTILE, body: IN_JSON, [HOSTILE]: 'javascript:hacked' };
  await desk.ask('support-agent', '/crm/tickets', json('POST', body, headers));
  await desk.ask('support-agent', `/crm/${query}`, { headers });

  const tab = await desk.open('dana');
  const errors: string[] = [];
  tab.on('pageerror', (error) => errors.push(error.message));
  await tab.getByText(HOSTILE).first().waitFor();
  await checkClean('inbox');
  await tab.getByRole('link', { name: /^POST/ }).click();
  await tab.locator('.decide').waitFor();
  for (const way of ['Request', 'Raw body', 'Bound bytes']) {
    await tab.getByRole('button', { name: way }).click();
    await checkClean(way);
    if (way === 'Raw body') await tab.getByText('javascript:hacked').waitFor();
  }
  await tab.goto(`${desk.page}/activity`);
  await tab.locator('.act').first().waitFor();
  await checkClean('activity');
  await tab.locator('.act').filter({ hasText: 'tickets' }).getByRole('link').click();
  await tab.locator('.steps').waitFor();
  await checkClean('a request');
  t.same(errors, []);

  async function checkClean(where: string): Promise<void> {
    t.equal(await tab.evaluate('window.hacked'), undefined, `${where}: nothing ran`);
    const made = await tab.evaluate(
      'document.querySelectorAll("#app img, #app script, #app iframe, #app [onload], #app [onerror]").length',
    );
    t.equal(made, 0, `${where}: nothing but text came of it`);
    const links = await tab.evaluate(
      '[...document.links].filter((link) => !/^https?:/.test(link.protocol)).length',
    );
    t.equal(links, 0, `${where}: no link runs anything`);
  }
});
