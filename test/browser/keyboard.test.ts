import t from 'tap';
import { startDesk } from './desk.ts';
import { ASYNC } from './requests.ts';

t.test('everything is done without a mouse', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  await desk.ask('support-agent', '/crm/exports/customers', { headers: ASYNC });
  const tab = await desk.open('dana');
  const focused = (): Promise<string> =>
    tab.evaluate('document.activeElement.innerText || document.activeElement.id');
  await tab.getByRole('link', { name: 'GET /exports/customers' }).waitFor();

  await tab.keyboard.press('Tab');
  t.match(await focused(), 'Skip to the content');
  await tab.keyboard.press('Enter');
  t.equal(await tab.evaluate('location.hash'), '#main');

  await tab.keyboard.press('?');
  await tab.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await tab.keyboard.press('Escape');
  await tab.getByRole('dialog').waitFor({ state: 'detached' });

  await tab.keyboard.press('j');
  t.match(await focused(), '/exports/customers');
  await tab.keyboard.press('Enter');
  await tab.waitForURL('**/inbox/apr_*');
  await tab.getByRole('button', { name: 'Approve' }).waitFor();
  t.match(await focused(), '/exports/customers', 'at the heading, once it is there');
  await tab.keyboard.press('a');
  t.match(await focused(), 'Approve');
  await tab.keyboard.press('Enter');
  await tab.getByRole('button', { name: 'Take the grant back' }).waitFor();

  await tab.keyboard.press('g');
  await tab.keyboard.press('s');
  await tab.getByRole('heading', { name: 'Sessions', level: 1 }).waitFor();
  t.match(await focused(), 'Sessions');
  await tab.keyboard.press('g');
  await tab.keyboard.press('i');
  await tab.waitForURL('**/inbox');
});
