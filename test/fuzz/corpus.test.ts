import t from 'tap';
import { check } from './check.ts';
import { CORPUS, readCorpus } from './corpus.ts';
import { readInput } from './input.ts';

void t.test('what the fuzzing found still holds', async (t) => {
  const corpus = await readCorpus(CORPUS);
  t.ok(corpus.length > 20, `${corpus.length} inputs`);
  let bytes = 0;
  for (const input of corpus) {
    bytes += input.bytes.length;
    t.doesNotThrow(() => check(readInput(input.bytes)), input.name);
  }
  t.ok(corpus.length <= 200 && bytes <= 200 * 1024, 'it is kept small');
});
