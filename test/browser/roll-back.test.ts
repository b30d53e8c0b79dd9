/** The way back: what the page says is run by a holder of the policy key, and the page shows by itself what came of it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { KEY, type TestServer } from '../bundle-server/support.ts';
import { runRegent } from '../helpers/run-regent.ts';
import { followChannels, release } from './channels.ts';
import { startDesk } from './desk.ts';

t.test('a revision is rolled back by the command that the page shows', async (t) => {
  let server: TestServer | undefined;
  let key = '';
  const desk = await startDesk(t, async (config, world) => {
    server = await followChannels(t, config, world);
    key = join(world.stateDir, 'policy.key');
    await writeFile(key, KEY.privateKey, { mode: 0o600 });
  });
  if (!desk || !server) return;
  const tab = await desk.open('alex', '/policies');
  const card = (name: string): ReturnType<typeof tab.locator> =>
    tab.getByRole('region', { name, exact: true });
  await card('Active').getByText('2026-11-28.1', { exact: true }).waitFor();

  t.equal(
    (await server.publish(await release('2026-11-30.1', 3), { channel: 'production' })).status,
    201,
  );
  await card('Active').getByText('2026-11-30.1', { exact: true }).waitFor();
  await card('Previous').getByText('2026-11-28.1', { exact: true }).waitFor();

  await tab.getByRole('button', { name: 'Roll back to it' }).click();
  const dialog = tab.getByRole('dialog', { name: 'Roll back' });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('It denies the night shift.');
  await dialog.getByRole('button', { name: 'Roll back' }).click();
  await dialog.getByText('signature-needed').waitFor();
  const shown = await dialog.getByRole('region', { name: 'Command' }).innerText();
  const [regent, ...command] = shown.replace(/ --key .*$/, '').split(' ');
  t.equal(regent, 'regent');
  await tab.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  const signing = ['--key', key, '--key-id', KEY.id, '--algorithm', KEY.algorithm];
  const token = await desk.issuer.token('alex');
  const why = ['--reason', 'It denies the night shift.'];
  const ran = await runRegent(...command, ...signing, '--token', token, ...why);
  t.match(ran, { code: 0, errors: '' });

  await card('Active').getByText('2026-11-28.1', { exact: true }).waitFor();
  await card('Active').getByText('4', { exact: true }).waitFor();
  await card('Previous').getByText('2026-11-30.1', { exact: true }).waitFor();
  const change = tab.getByRole('row').filter({ hasText: 'rollback' });
  await change.getByText('It denies the night shift.').waitFor();
});
