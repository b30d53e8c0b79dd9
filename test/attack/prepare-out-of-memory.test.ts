import t from 'tap';
import { createPreparer } from '../../gateway/prepare/preparer.ts';
import { archive, LIMITS, makeBundle } from '../prepare/support.ts';

t.test(
  'data that takes all memory is refused before it is parsed, which would end the process',
  async (t) => {
    const preparer = createPreparer(LIMITS, { heap: 200 });
    t.teardown(() => preparer.close());
    const { bundle, bytes } = await makeBundle({ users: {} });
    const before = await preparer.prepareUnsigned(bytes);
    const large = await archive(bundle.wasm, `{"a":[${'{},'.repeat(4_000_000)}{}]}`);
    await t.rejects(preparer.prepareUnsigned(large), {
      code: 'not-prepared',
      detail: /more memory than it may/,
    });
    t.match(before.policy.decide('{"do":"work"}').decision, { reasons: ['n-0'] }, 'the old one');
    const after = await preparer.prepareUnsigned(bytes);
    t.match(after.policy.decide('{"do":"work"}').decision, { reasons: ['n-0'] }, 'and the next');
  },
);
