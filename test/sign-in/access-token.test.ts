/** The token of a session that is passed on to a service that must know by itself who asks. */
import t from 'tap';
import { createSignIn } from '../../gateway/sign-in/sign-in.ts';
import type { SignedIn } from '../../gateway/sign-in/types.ts';

t.test('a token is given while it is valid and the session lasts', async (t) => {
  const clock = { now: 1_000_000 };
  const signIn = createSignIn(
    {
      url: 'https://regent.example',
      session: { maxAge: 3_600_000, idle: 3_600_000 },
      oidc: [],
      saml: [],
    },
    () => clock.now,
  );
  t.teardown(() => signIn.close());
  const dana: SignedIn = {
    person: { issuer: 'https://idp.example', subject: 'dana', actors: [], groups: [] },
    saidAt: 0,
  };
  const begin = (more: Partial<SignedIn>) => {
    const { cookie } = signIn.sessions.begin({ ...dana, ...more }, 'oidc', 'company');
    return signIn.sessions.find(cookie)!;
  };
  const session = begin({ tokens: { access: 'at', expiresAt: clock.now + 60_000 } });
  t.equal(await signIn.accessToken(session), 'at');
  clock.now += 56_000;
  t.equal(await signIn.accessToken(session), undefined, 'it would end on its way');
  const other = begin({ tokens: { access: 'at' } });
  t.equal(await signIn.accessToken(other), 'at', 'one without a known end');
  signIn.sessions.end(other);
  t.equal(await signIn.accessToken(other), undefined);
  t.equal(await signIn.accessToken(begin({})), undefined, 'by SAML there is none');
});
