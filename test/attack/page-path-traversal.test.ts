import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { sendRaw } from '../helpers/raw-http.ts';

const PATHS = [
  '/page/../package.json',
  '/page/%2e%2e/package.json',
  '/page/..%2fload-page.ts',
  '/page/%2e%2e%2f%2e%2e%2fmain.ts',
  '/page//etc/passwd',
  '/page/%2fetc%2fpasswd',
  '/page/..\\load-page.ts',
  '/page/vendor/../../serve-page.ts',
  '/page/vendor/webauthn/../../../../package.json',
  '/page/tsconfig.json',
  '/page/__proto__',
  '/page/constructor',
  '/page/',
  '/page/main.ts%00',
];

t.test('no path leads out of the page', async (t) => {
  const gateway = await startTestGateway();
  t.teardown(() => gateway.stop());
  const port = Number(new URL(gateway.adminUrl).port);
  // Over a bare socket: fetch would tidy the path up first.
  const get = (path: string): Promise<string> =>
    sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n`);
  for (const path of PATHS) t.match(await get(path), /^HTTP\/1\.1 4\d\d /, path);
  t.match(
    await get('/page/main.ts'),
    /^HTTP\/1\.1 200 [\s\S]*text\/javascript/,
    'the page itself is served',
  );
});
