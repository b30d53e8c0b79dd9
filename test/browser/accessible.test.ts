import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import t from 'tap';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { startDesk } from './desk.ts';
import { fillViews, show } from './views.ts';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

t.test(
  'no view breaks a rule of axe-core, in light or dark, nor is wider than a phone',
  async (t) => {
    const desk = await startDesk(t);
    if (!desk) return;
    const visitor = await desk.visit('/sign-in');
    await visitor.getByRole('heading', { name: 'Sign in to Regent' }).waitFor();
    t.same(await findViolations(visitor), [], 'sign-in');
    const views = await fillViews(desk);
    const tab = await desk.open('dana');
    for (const view of views) {
      await show(tab, desk, view);
      for (const colorScheme of ['light', 'dark'] as const) {
        await tab.emulateMedia({ colorScheme });
        t.same(await findViolations(tab), [], `${view.name}, ${colorScheme}`);
      }
      await tab.setViewportSize({ width: 360, height: 740 });
      const width = await tab.evaluate('document.documentElement.scrollWidth');
      t.equal(width, 360, `${view.name} fits a phone`);
      await tab.setViewportSize({ width: 1280, height: 800 });
    }
  },
);

/** Injected by the debugger, which the page's own policy does not hold back. */
async function findViolations(tab: Page): Promise<string[]> {
  await tab.evaluate(AXE);
  const found: AxeResults = await tab.evaluate(
    'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })',
  );
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
  );
}
