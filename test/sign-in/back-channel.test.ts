/** Signing out at the provider ends the session here, by the real example issuer. */
import t from 'tap';
import { Browser } from '../helpers/browser.ts';
import { readSession, signInAs, startSignIn } from '../helpers/sign-in.ts';

t.test('who signs out at the provider is signed out here, and nobody else', async (t) => {
  const { url, provider } = await startSignIn(t);
  const [dana, sam] = [new Browser(), new Browser()];
  await signInAs(dana, url, 'dana');
  await signInAs(sam, url, 'sam');
  const stream = await fetch(`${url}/api/approvals/events`, {
    headers: {
      cookie: `__Host-regent-session=${dana.cookie('localhost', '__Host-regent-session')}`,
    },
  });
  t.equal(stream.status, 200);

  const asked = await dana.go(`${provider.issuer}/session/end`);
  await dana.submit(asked, { logout: 'yes' });
  t.equal((await readSession(dana, url)).person, undefined);
  t.match((await readSession(sam, url)).person, { subject: 'sam' });
  // What was still streaming is cut off.
  await t.rejects(stream.text());
});
