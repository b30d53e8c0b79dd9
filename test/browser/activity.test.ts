import t from 'tap';
import { startDesk } from './desk.ts';
import { until } from '../helpers/until.ts';
import { fillViews } from './views.ts';

t.test('a request is found, understood, proved and replayed', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  await fillViews(desk);
  const tab = await desk.open('dana', '/activity');
  await tab.locator('.act').first().waitFor();
  t.match(
    await tab.getByRole('img', { name: /^Requests from/ }).getAttribute('aria-label'),
    /mask/,
  );

  await tab.keyboard.press('/');
  await tab.keyboard.type('stats');
  await tab.waitForURL('**/activity?path=stats');
  await tab
    .locator('.act')
    .filter({ hasText: 'customers/17' })
    .first()
    .waitFor({ state: 'detached' });
  await tab.getByRole('link', { name: 'GET /stats/customers' }).waitFor();
  t.equal(await tab.locator('.act').count(), 1);
  await tab.reload();
  await tab.getByRole('button', { name: 'path stats' }).waitFor();
  await tab.getByRole('button', { name: 'Clear all' }).click();

  await tab.getByRole('combobox', { name: 'Action' }).selectOption('mask');
  await tab.waitForURL('**/activity?action=mask');
  await tab.getByRole('link', { name: 'GET /customers/8' }).click();
  await tab.getByText('What was masked').waitFor();
  const rules = tab.getByRole('region', { name: 'Rules that fired' });
  const fired = rules.getByText('rules/support_reads_customer/support_reads_customer.rego:');
  // On a machine that is busy the time for an evaluation may not be enough, and that is told.
  const late = rules.getByText(/cannot be said|try again/i).first();
  await until(async () => {
    await fired.or(late).waitFor();
    if (await fired.isVisible()) return true;
    await tab.reload();
    return false;
  });
  await rules.getByText('Said nothing').click();
  await rules.getByText('no_deletes').waitFor();
  await tab.getByText('Checked in this browser').waitFor();

  await tab.goto(`${desk.page}/activity`);
  await desk.ask('support-agent', '/crm/customers/33');
  await tab.getByRole('link', { name: 'GET /customers/33' }).waitFor();

  await tab.goto(`${desk.page}/sessions`);
  await tab.getByRole('link', { name: 'support-agent' }).first().click();
  await tab.getByText(/^1 of \d+/).waitFor();
  await tab.locator('.steps').waitFor();
  await tab.keyboard.press('j');
  await tab.getByText(/^2 of \d+/).waitFor();
  await tab.keyboard.press('k');
  await tab.getByText(/^1 of \d+/).waitFor();
  await tab.getByRole('button', { name: 'Play' }).click();
  await tab.getByText(/^3 of \d+/).waitFor();
  await tab.getByRole('button', { name: 'Pause' }).click();
});
