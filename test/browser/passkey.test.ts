import t from 'tap';
import { addAuthenticator } from './authenticator.ts';
import { startDesk } from './desk.ts';
import { CHANGE } from './requests.ts';

t.test('a decision is signed with a passkey, and the held request ends', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  const tab = await desk.open('dana', '/settings');
  await addAuthenticator(tab);
  await tab.getByText('No passkey yet').waitFor();
  await tab.getByRole('textbox', { name: 'Name of a new passkey' }).fill('laptop');
  await tab.getByRole('button', { name: 'Register a passkey' }).click();
  await tab.getByRole('button', { name: 'Remove laptop' }).waitFor();

  const held = desk.ask('support-agent', '/crm/customers/17', CHANGE);
  await tab
    .getByRole('link', { name: /^Inbox/ })
    .first()
    .click();
  await tab.getByRole('link', { name: 'PATCH /customers/17' }).click();
  await tab.getByText('your passkey signs the decision').waitFor();
  await tab.getByRole('button', { name: 'Bound bytes' }).click();
  await tab.getByText('Checked in this browser').waitFor();
  await tab.getByRole('button', { name: 'Approve' }).click();
  const answer = await held;
  t.equal(answer.status, 200);
  t.match(await answer.text(), '[redacted]', 'masked even then');
  await tab.getByText('signed', { exact: true }).waitFor();
});

t.test('who has no passkey is told where to register one', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  void desk.ask('support-agent', '/crm/customers/17', CHANGE).catch(() => undefined);
  const tab = await desk.open('dana');
  await tab.getByRole('link', { name: 'PATCH /customers/17' }).click();
  await tab.getByRole('button', { name: 'Approve' }).click();
  await tab.getByText('You have no passkey yet').waitFor();
  await tab.getByRole('button', { name: 'Deny' }).waitFor();
});
