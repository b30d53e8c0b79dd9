import * as fc from 'fast-check';
import t from 'tap';
import { coverRange, hashTree, TreeRange } from '../../../gateway/ledger/tree/range.ts';
import { growTree, recursiveRoot } from './support.ts';

const SIZE = 1500;
const { leaves, tiles } = growTree(SIZE);
const all = Buffer.concat(leaves);

t.test('ranges that are hashed apart join to the tree', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: SIZE }), { maxLength: 6 }), (cuts) => {
      const ends = [...new Set([...cuts, SIZE])].toSorted((a, b) => a - b);
      const seen: string[] = [];
      const note = ({ height, index }: { height: number; index: number }) =>
        seen.push(`${height} ${index}`);
      const whole = new TreeRange(0, note);
      let begin = 0;
      for (const end of ends) {
        const part = new TreeRange(begin, note);
        part.appendLeaves(all, begin, end - begin);
        const cover = coverRange(begin, end);
        if (part.nodes.length !== cover.length) return false;
        if (part.nodes.some(({ height }, at) => height !== cover[at]!.height)) return false;
        const then = whole.copy();
        then.appendRange(part.nodes);
        if (!then.root().equals(recursiveRoot(leaves.slice(0, end)))) return false;
        whole.appendRange(part.nodes);
        begin = end;
      }
      // Each full tile of level 0 is told once, in whichever part it became whole.
      return seen.length === tiles.size && new Set(seen).size === tiles.size;
    }),
    { numRuns: 100 },
  );
});

t.test('a tree of its own', async (t) => {
  t.ok(hashTree(all.subarray(32 * 77, 32 * 555)).equals(recursiveRoot(leaves.slice(77, 555))));
  t.ok(hashTree(Buffer.alloc(0)).equals(recursiveRoot([])));
});
