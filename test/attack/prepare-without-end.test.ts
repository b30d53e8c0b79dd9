import t from 'tap';
import { createPreparer } from '../../gateway/prepare/preparer.ts';
import { LIMITS, makeBundle } from '../prepare/support.ts';

const { bytes } = await makeBundle({ users: {} });

t.test(
  'a bundle that takes too long to prepare is refused, each time by a new thread',
  async (t) => {
    const preparer = createPreparer(LIMITS, { timeout: 1 });
    t.teardown(() => preparer.close());
    const late = { code: 'not-prepared', detail: /took longer than 0\.001 s/ };
    await Promise.all([
      t.rejects(preparer.prepareUnsigned(bytes), late),
      t.rejects(preparer.prepareUnsigned(bytes), late),
    ]);
    await t.rejects(preparer.prepareUnsigned(bytes), late);
  },
);

t.test('closing ends what is under way', async (t) => {
  const preparer = createPreparer(LIMITS);
  const ended = t.rejects(preparer.prepareUnsigned(bytes), {
    name: 'Error',
    message: /shutting down/,
  });
  await preparer.close();
  await ended;
  await t.rejects(preparer.prepareUnsigned(bytes), { message: /shutting down/ });
});
