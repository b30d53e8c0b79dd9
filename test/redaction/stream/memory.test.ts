import t from 'tap';
import { compileMasks } from '../../../gateway/redaction/stream/compile-masks.ts';
import { createJsonMasker } from '../../../gateway/redaction/stream/masker.ts';
import { OPTIONS } from './support.ts';

const CHUNK = Buffer.from(
  Array.from({ length: 400 }, (_, id) => {
    return `{"id":${id},"email":"user${id}@example.com","tags":["a","b"],"note":"${'text '.repeat(20)}"},`;
  }).join(''),
);

void t.test('a document of 200 MB takes no more memory than one of 20', async (t) => {
  const plan = compileMasks([
    { path: '$.items[*].email', with: 'redact' },
    { path: '$.items[*].tags', with: 'remove' },
    { path: '$..note', with: 'null' },
  ]);
  const masker = createJsonMasker(plan, OPTIONS);
  let leaving = masker.write(Buffer.from('{"items":[')).length;
  let atFirst = 0;
  for (let written = 0; written < 200_000_000; written += CHUNK.length) {
    leaving += masker.write(CHUNK).length;
    if (written < 20_000_000) atFirst = process.memoryUsage.rss();
  }
  leaving += masker.write(Buffer.from('{}]}')).length + masker.end().length;
  t.ok(leaving > 50_000_000, `${leaving} bytes left`);
  const grown = process.memoryUsage.rss() - atFirst;
  t.ok(grown < 64_000_000, `grown by ${grown} bytes`);
  t.equal(masker.hits[1]!.paths.length, OPTIONS.maxPaths);
});
