import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { followChannels } from './channels.ts';
import { startDesk } from './desk.ts';
import { fillViews, show } from './views.ts';

const IMAGES = join(import.meta.dirname, '../../docs/images');

const update = process.env['UPDATE_IMAGES'] === '1';
const skip = update ? false : 'UPDATE_IMAGES=1 paints the pictures of docs/console.md';

/** The pictures of docs/console.md: `UPDATE_IMAGES=1 npx tap test/browser/images.test.ts` makes them anew. */
t.test('every view is painted', { skip }, async (t) => {
  const desk = await startDesk(t, async (config, world) => {
    await followChannels(t, config, world);
  });
  if (!desk) return;
  const views = await fillViews(desk);
  await mkdir(IMAGES, { recursive: true });
  const sizes = [
    { suffix: '', viewport: { width: 1280, height: 800 }, colorScheme: 'light' as const },
    { suffix: '-dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' as const },
    { suffix: '-phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' as const },
  ];
  const wanted = new Set(['inbox-dark', 'approval-dark', 'inbox-phone', 'approval-phone']);
  for (const { suffix, ...options } of sizes) {
    const tab = await desk.open('dana', '/inbox', options);
    for (const view of views) {
      const name = view.name + suffix;
      if (suffix !== '' && !wanted.has(name)) continue;
      await show(tab, desk, view);
      const file = join(IMAGES, `${name}.png`);
      const image = await tab.screenshot({ path: file });
      t.ok(image.length > 5000, name);
    }
  }
});
