import t from 'tap';
import { startDesk } from './desk.ts';

t.test(
  'people sign in by OpenID Connect, come back to where they were, and sign out',
  async (t) => {
    const desk = await startDesk(t);
    if (!desk) return;
    const tab = await desk.visit('/activity?action=mask');
    await tab.getByRole('heading', { name: 'Sign in to Regent' }).waitFor();
    await tab.getByRole('link', { name: /^Continue with the example issuer/ }).click();
    await tab.getByRole('button', { name: /^Cancel/ }).click();
    await tab.getByText('Signing in was cancelled.').waitFor();

    await tab.goto(`${desk.page}/activity?action=mask`);
    await tab.getByRole('link', { name: /^Continue with the example issuer/ }).click();
    await tab.getByRole('button', { name: /^dana/ }).click();
    await tab.waitForURL(`${desk.page}/activity?action=mask`);
    await tab.getByRole('heading', { name: 'Activity', level: 1 }).waitFor();

    const other = await tab.context().newPage();
    await other.goto(`${desk.page}/inbox`);
    await other.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await tab.getByRole('button', { name: 'Sign out of the example issuer' }).click();
    await tab.getByRole('heading', { name: 'Sign in to Regent' }).waitFor();
    await other.reload();
    await other.getByRole('heading', { name: 'Sign in to Regent' }).waitFor();
  },
);

t.test('who may decide and not read sees that it is so', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  const tab = await desk.open('sam', '/activity');
  await tab.getByText('You may not read this').waitFor();
  await tab.getByRole('link', { name: 'Sessions' }).click();
  await tab.getByText('You may not read this').waitFor();
  t.equal(await tab.getByText('You may not read this').count(), 1);
});

t.test('the colours that somebody chooses stay', async (t) => {
  const desk = await startDesk(t);
  if (!desk) return;
  const tab = await desk.open('dana', '/settings', { colorScheme: 'light' });
  const canvas = (): Promise<string> =>
    tab.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  await tab.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  const light = await canvas();
  await tab.getByRole('button', { name: 'Colours: as the system says' }).click();
  await tab.getByRole('button', { name: 'Colours: light' }).click();
  await tab.getByRole('button', { name: 'Colours: dark' }).waitFor();
  t.not(await canvas(), light);
  await tab.reload();
  await tab.getByRole('button', { name: 'Colours: dark' }).waitFor();
  t.not(await canvas(), light);
});
