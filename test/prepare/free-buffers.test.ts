import t from 'tap';
import { freeBuffers } from '../../gateway/prepare/free-buffers.ts';

t.test('large buffers are freed, with what else is in them, and small ones are left', async (t) => {
  const large = Buffer.alloc(1024 ** 2, 1);
  const part = large.subarray(10, 20);
  const pooled = Buffer.from('in a pool with others');
  const shared = new Uint8Array(new SharedArrayBuffer(1024 ** 2)).fill(1);
  freeBuffers([large, part, pooled, shared]);
  t.equal(large.length, 0);
  t.equal(part.length, 0);
  t.equal(pooled.toString(), 'in a pool with others');
  t.equal(shared[0], 1);
});
