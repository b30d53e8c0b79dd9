import t from 'tap';
import { createPreparer } from '../../gateway/prepare/preparer.ts';
import { makeBundle, LIMITS } from '../prepare/support.ts';

const good = {
  name: 'nobody is there',
  input: '{"do":"work"}',
  decision: { action: 'allow', reasons: ['n-0'] },
};
const preparer = createPreparer(LIMITS);
t.teardown(() => preparer.close());

const prepare = async (...smoke: unknown[]): Promise<unknown> =>
  preparer.prepareUnsigned(
    (await makeBundle({ users: {} }, { metadata: { regent: { smoke } } })).bytes,
  );

t.test('a bundle that does not decide its own examples as it says is refused', async (t) => {
  await t.resolves(prepare(good));
  const wrong = { ...good, name: 'an "odd" one', decision: { action: 'deny', reasons: ['n-0'] } };
  await t.rejects(prepare(good, wrong), {
    code: 'smoke-failed',
    detail: 'the example "an \\"odd\\" one" is not decided as it says: it differs at $.action',
  });
  await t.rejects(prepare({ ...good, input: '{"do":"conflict"}' }), {
    code: 'smoke-failed',
    detail: /conflict/,
  });
});

t.test('what poses as smoke tests is refused', async (t) => {
  for (const odd of [7, null, [], {}, { ...good, input: {} }, { ...good, decision: null }]) {
    await t.rejects(prepare(odd), { code: 'malformed', detail: /regent\.smoke/ });
  }
  await t.rejects(prepare(...Array.from({ length: 201 }, () => good)), { code: 'malformed' });
  await t.rejects(prepare({ ...good, input: ' '.repeat(300_000) }), { code: 'malformed' });
});
