/** The headers of every answer of the admin listener, of refusals and streams too. */
import t from 'tap';
import { CONTENT_SECURITY_POLICY } from '../../gateway/admin/security-headers.ts';
import { Browser } from '../helpers/browser.ts';
import { signInAs, startSignIn } from '../helpers/sign-in.ts';

t.test('every answer is guarded', async (t) => {
  const { url } = await startSignIn(t);
  const browser = new Browser();
  await signInAs(browser, url, 'dana');
  const cookie = `__Host-regent-session=${browser.cookie('localhost', '__Host-regent-session')}`;
  for (const path of [
    '/healthz',
    '/metrics',
    '/nothing',
    '/api/session',
    '/api/approvals/apr_x',
    '/api/approvals/events',
    '/auth/oidc/example',
    '/auth/oidc/example/callback',
    '/auth/oidc/nobody',
  ]) {
    const response = await fetch(url + path, { redirect: 'manual', headers: { cookie } });
    const headers = Object.fromEntries(response.headers);
    t.match(
      headers,
      {
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      },
      path,
    );
    if (/^\/(api|auth)/.test(path)) t.equal(headers['cache-control'], 'no-store', path);
    t.equal(headers['access-control-allow-origin'], undefined);
    await response.body?.cancel();
  }
  t.notMatch(CONTENT_SECURITY_POLICY, /unsafe|\*|https?:/);
});
