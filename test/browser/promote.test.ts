import t from 'tap';
import { followChannels } from './channels.ts';
import { startDesk } from './desk.ts';

t.test(
  'who may promote does it on the page, who may not is told so, and each with their own token',
  async (t) => {
    const desk = await startDesk(t, async (config, world) => {
      await followChannels(t, config, world);
    });
    if (!desk) return;
    const dana = await desk.open('dana', '/policies');
    await dana.getByText('2026-11-28.1').first().waitFor();
    const promote = dana.getByRole('button', { name: 'Promote' });
    // The candidate may come after the page.
    for (let found = false; !found;) {
      const waiting = promote.waitFor({ timeout: 3000 });
      found = await waiting.then(
        () => true,
        () => false,
      );
      if (!found) await dana.reload();
    }
    await promote.click();
    const dialog = dana.getByRole('dialog', { name: 'Promote the candidate' });
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('I would like to.');
    await dialog.getByRole('button', { name: 'Promote the candidate' }).click();
    await dialog.getByText('promotion-forbidden').waitFor();
    await dana.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    const alex = await desk.open('alex', '/policies');
    await alex.getByRole('button', { name: 'Promote' }).click();
    await alex.getByRole('textbox', { name: 'Reason' }).fill('Two days beside live traffic.');
    await alex.getByRole('button', { name: 'Promote the candidate' }).click();
    await alex.getByText('2026-11-29.1 is promoted').waitFor();
    await alex.reload();
    await alex
      .locator('section', { hasText: 'Active' })
      .getByText('2026-11-29.1')
      .first()
      .waitFor();
    await alex.getByText('Two days beside live traffic.').first().waitFor();
    t.equal(await alex.getByRole('dialog').count(), 0);
  },
);
