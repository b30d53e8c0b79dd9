import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t from 'tap';
import { requireCommand } from '../helpers/require-command.ts';
import { startDesk } from './desk.ts';
import { ASYNC, json } from './requests.ts';

const run = promisify(execFile);

t.test('what is asked appears at once, and what is decided reaches the agent', async (t) => {
  if (!requireCommand(t, 'curl', 'apt-get install -y curl')) return;
  const desk = await startDesk(t);
  if (!desk) return;
  const tab = await desk.open('dana');
  await tab.getByText('Nothing waits for you').waitFor();
  await tab.getByText('Live', { exact: true }).waitFor();

  const token = await desk.issuer.token('support-agent');
  const curl = (): Promise<{ stdout: string }> => {
    const header = `authorization: Bearer ${token}`;
    const flags = ['-sS', '-o', '/dev/null', '-w', '%{http_code}', '-H', header];
    return run('curl', [...flags, `${desk.gateway}/crm/exports/customers`]);
  };

  const granted = curl();
  await tab.getByRole('link', { name: 'GET /exports/customers' }).click();
  await tab.getByText('only the last 4 characters stay').waitFor();
  await tab.getByRole('textbox', { name: 'Reason' }).fill('Agreed with finance.');
  await tab.getByRole('button', { name: 'Approve' }).click();
  t.equal((await granted).stdout, '200', 'the held curl ends');
  await tab.getByText('The request has passed, once.').waitFor();

  await tab.getByRole('link', { name: 'Inbox', exact: true }).first().click();
  // Else it may be the first one that is clicked.
  await tab.getByText('Nothing waits for you').waitFor();
  const denied = curl();
  await tab.locator('.group-mine').getByRole('link', { name: 'GET /exports/customers' }).click();
  await tab.getByText('Agreed with finance.').waitFor();
  await tab.getByRole('button', { name: 'Compare' }).click();
  await tab.getByText('Nothing differs from the last request').waitFor();
  await tab.getByRole('button', { name: 'Deny' }).click();
  t.equal((await denied).stdout, '403', 'and a denial ends it too');
  await tab.getByText('dana denied it.').waitFor();
});

t.test('what nobody decides in time expires before their eyes', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  const tab = await desk.open('dana');
  await tab.getByText('Nothing waits for you').waitFor();
  const asked = desk.ask('support-agent', '/crm/customers', json('POST', { name: 'Bo' }, ASYNC));
  t.equal((await asked).status, 202);
  await tab.getByText('Expired').waitFor();
  t.equal(await tab.locator('.group-mine .item').count(), 0);
});

t.test('a grant that was not used is taken back, and break-glass is reviewed', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  await desk.ask('support-agent', '/crm/exports/customers', { headers: ASYNC });
  const why = { 'x-regent-justification': 'The site is down.' };
  t.equal((await desk.ask('analytics-agent', '/crm/tickets/3', { headers: why })).status, 200);

  const tab = await desk.open('dana');
  await tab.getByRole('link', { name: 'GET /exports/customers' }).click();
  await tab.getByRole('button', { name: 'Approve' }).click();
  await tab.getByRole('button', { name: 'Take the grant back' }).click();
  await tab.getByText('dana took the grant back before it was used.').waitFor();

  await tab.getByRole('link', { name: 'Inbox', exact: true }).first().click();
  await tab.getByRole('link', { name: 'GET /tickets/3' }).click();
  await tab.getByRole('textbox', { name: 'Reason' }).fill('One ticket was read; rightly.');
  await tab.getByRole('button', { name: 'Sign the review off' }).click();
  await tab.getByText('dana reviewed it.').waitFor();
});
