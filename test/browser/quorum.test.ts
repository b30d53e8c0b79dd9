import t from 'tap';
import { startDesk } from './desk.ts';
import { TICKET } from './requests.ts';

t.test('two people agree, each in a browser of their own, and each sees the other', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  const dana = await desk.open('dana');
  const sam = await desk.open('sam');
  await sam.getByText('Nothing waits for you').waitFor();
  const held = desk.ask('support-agent', '/crm/tickets', TICKET);

  await dana.getByRole('link', { name: 'POST /tickets' }).click();
  await dana.getByRole('button', { name: 'Approve' }).click();
  await dana.getByText('Give a reason first').waitFor();
  await dana.getByRole('textbox', { name: 'Reason' }).fill('Charged twice, I looked.');
  await dana.getByRole('button', { name: 'Approve' }).click();
  await dana.getByText('1 of 2 people agree').first().waitFor();
  t.equal(await dana.getByRole('button', { name: 'Approve' }).count(), 0, 'once each');

  await sam.getByText('1 of 2 people agree').first().waitFor();
  await sam.getByRole('link', { name: 'POST /tickets' }).click();
  await sam.getByText('Charged twice, I looked.').waitFor();
  await sam.getByRole('textbox', { name: 'Reason' }).fill('Confirmed by the bank.');
  await sam.getByRole('button', { name: 'Approve' }).click();
  t.equal((await held).status, 201);
  await dana.getByText('Confirmed by the bank.').waitFor();
  await dana.getByText('The request has passed, once.').waitFor();
});
