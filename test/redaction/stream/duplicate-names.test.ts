import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import type { Mask } from '../../../gateway/types.ts';
import { CUTS, maskStream, placesOf } from './support.ts';

/** A document whose objects may have a name twice: each member on its own. */
type Model = number | Model[] | { members: [string, Model][] };

const MODEL = fc.letrec<{ value: Model }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    fc.nat(9),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.record({ members: fc.array(fc.tuple(fc.constantFrom('a', 'b'), tie('value'))) }),
  ),
})).value;

type Step = { descendants: boolean; name: 'a' | 'b' | '*' };
const STEPS = fc.array(
  fc.record({ descendants: fc.boolean(), name: fc.constantFrom<Step['name'][]>('a', 'b', '*') }),
  { minLength: 1, maxLength: 3 },
);

/** Writes a document in which each value that any path selects is null. */
function write(model: Model, paths: Step[][]): string {
  if (paths.some((steps) => steps.length === 0)) return 'null';
  const follow = (name: string | undefined): Step[][] =>
    paths.flatMap((steps) => {
      const [first, ...rest] = steps;
      const matches = first!.name === '*' || first!.name === name;
      return [...(matches ? [rest] : []), ...(first!.descendants ? [steps] : [])];
    });
  if (typeof model === 'number') return String(model);
  if (Array.isArray(model))
    return `[${model.map((item) => write(item, follow(undefined))).join()}]`;
  const members = model.members.map(([name, value]) => `"${name}":${write(value, follow(name))}`);
  return `{${members.join()}}`;
}

void t.test('of members with one name each is masked as if it were the only one', async () => {
  const property = fc.property(MODEL, fc.array(STEPS), CUTS, (model, paths, cuts) => {
    const masks = paths.map((steps): Mask => {
      const path = steps.map(({ descendants, name }) => (descendants ? `..${name}` : `.${name}`));
      return { path: `$${path.join('')}`, with: 'null' };
    });
    const text = write(model, []);
    const outcome = maskStream(text, masks, { cuts: placesOf(cuts, text) });
    assert.equal(outcome.text, write(model, paths));
  });
  fc.assert(property, { numRuns: 6000 });
});
