import t from 'tap';
import { ProgressBar } from '../../bundles/impact/progress.ts';

/** What a bar writes to a stream. */
function watch(isTTY: boolean): { bar: ProgressBar; text: () => string } {
  let text = '';
  const write = (more: string | Uint8Array): boolean => {
    text += String(more);
    return true;
  };
  return { bar: new ProgressBar({ isTTY, write }), text: () => text };
}

t.test('a bar on a terminal, which goes away', async (t) => {
  const { bar, text } = watch(true);
  bar.draw(50, 100, 1234);
  t.equal(text(), `\r\u001b[K[${'='.repeat(15)}${' '.repeat(15)}]  50 %  1,234 records`);
  bar.clear();
  t.ok(text().endsWith('\r\u001b[K'));
});

t.test('nothing where there is no terminal', async (t) => {
  const { bar, text } = watch(false);
  bar.draw(50, 100, 1234);
  bar.clear();
  t.equal(text(), '');
});
