import { randomUUIDv7 } from 'node:crypto';
import t from 'tap';
import { isSampled } from '../../gateway/shadow/sample.ts';

const ids = Array.from({ length: 20_000 }, () => randomUUIDv7());

for (const share of [0.001, 0.01, 0.1, 0.5, 0.9, 1]) {
  t.test(`a share of ${String(share)}`, async (t) => {
    const sampled = ids.filter((id) => isSampled(id, share));
    const deviation = Math.sqrt(share * (1 - share) * ids.length);
    const off = Math.abs(sampled.length - share * ids.length);
    t.ok(off <= 6 * deviation, `${String(sampled.length)} of ${String(ids.length)}`);
    t.ok(
      sampled.every((id) => isSampled(id, share)),
      'the same again',
    );
    t.ok(
      sampled.every((id) => isSampled(id, Math.min(1, share * 2))),
      'a larger share has them too',
    );
  });
}
