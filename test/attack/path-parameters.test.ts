import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { requestText } from '../helpers/mask-gateway.ts';
import { readProblem, sendRaw } from '../helpers/raw-http.ts';

/**
 * Where a connection lets semicolons and escaped slashes through, its upstream cuts parameters off and undoes `%2F`: what it
 * then resolves is another path than the one that was decided on.
 */
const gateway = await startTestGateway({
  connection: { allowEncodedSlash: true, allowSemicolon: true },
});
t.teardown(() => gateway.stop());

const send = async (path: string): Promise<{ status: number; code: string | undefined }> =>
  readProblem(await sendRaw(gateway.port, requestText(gateway, path, ['Connection: close'])));

for (const path of [
  '/svc/open/..;/admin',
  '/svc/open/..;v=1/admin',
  '/svc/open/..%3Bv=1/admin',
  '/svc/open/.;/admin',
  '/svc/open/..;',
  '/svc/;v=1/admin',
  '/svc/%3Bv=1/admin',
  '/svc/open/x%2F..%2F..%2Fadmin',
  '/svc/open/..%2Fadmin',
  '/svc/open/..%2fadmin',
  '/svc/open/x%2F..',
  '/svc/open/x%2F.%2Fy',
  '/svc/open/x%2F..;v=1%2Fadmin',
]) {
  void t.test(path, async (t) => {
    t.same(await send(path), { status: 400, code: 'ambiguous-path' });
    t.same(gateway.received, [], 'nothing reaches the upstream');
  });
}

void t.test('what means nothing else passes', async (t) => {
  const paths = ['/a;v=1/b', '/a/;v=1', '/group%2Fproject', '/%2F/q', '/..a/b..;v=1', '/a%2F..b'];
  for (const path of paths) t.equal((await send(`/svc${path}`)).status, 200, path);
  t.same(
    gateway.received.map(({ url }) => url),
    paths,
  );
});
