import t from 'tap';
import { everywhere, maskStream } from '../redaction/stream/support.ts';

void t.test('nesting is refused past the limit, wherever it stands', async (t) => {
  const paths = ['$.a', '$..a', '$[?@.a == 1]', '$[-1]'];
  for (const path of paths) {
    const masks = [{ path, with: 'null' as const }];
    for (const [open, close] of [
      ['[', ']'],
      ['{"b":', '}'],
    ] as const) {
      const nest = (depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
      for (const cut of [false, true]) {
        const run = (text: string): boolean =>
          maskStream(text, masks, { maxDepth: 20, cuts: cut ? everywhere(text) : [] }).refused;
        t.notOk(run(nest(20)), path);
        t.ok(run(nest(21)), path);
      }
      t.ok(maskStream(open.repeat(100_000), masks).refused, path);
    }
  }
});
