/** A cookie that was copied before it was replaced. */
import t from 'tap';
import { GRACE, ROTATE_AFTER, Sessions, UNCONFIRMED } from '../../gateway/sign-in/sessions.ts';
import type { SignedIn } from '../../gateway/sign-in/types.ts';

const DANA: SignedIn = {
  person: { issuer: 'https://idp.example', subject: 'dana', actors: [], groups: [] },
  saidAt: 0,
  tokens: { access: 'secret' },
};

function start() {
  const clock = { now: 0 };
  const sessions = new Sessions({ maxAge: 8 * 3_600_000, idle: 1_800_000 }, () => clock.now);
  const { cookie } = sessions.begin(DANA, 'oidc', 'company');
  return { clock, sessions, cookie };
}

t.test('an old cookie serves for a moment, and then ends the session of its thief too', (t) => {
  const { clock, sessions, cookie } = start();
  clock.now = ROTATE_AFTER;
  const session = sessions.find(cookie)!;
  const next = sessions.rotate(session, cookie)!;
  t.equal(sessions.rotate(session, cookie), undefined, 'once');
  t.ok(sessions.find(cookie), 'requests that were on their way');
  t.ok(sessions.find(next));
  clock.now += GRACE - 1;
  t.ok(sessions.find(cookie));
  clock.now += 1;
  t.equal(sessions.find(cookie), undefined);
  t.equal(sessions.find(next), undefined, 'one of the two is a thief');
  t.ok(session.ended.aborted);
  t.equal(session.tokens, undefined, 'the tokens are forgotten');
  sessions.close();
  t.end();
});

t.test('where the answer with the new cookie was lost, the browser gets another', (t) => {
  const { clock, sessions, cookie } = start();
  clock.now = ROTATE_AFTER;
  const session = sessions.find(cookie)!;
  const lost = sessions.rotate(session, cookie)!;
  clock.now += GRACE;
  t.ok(sessions.find(cookie));
  const next = sessions.rotate(session, cookie)!;
  t.not(next, lost);
  t.equal(sessions.find(lost), undefined);
  t.ok(sessions.find(next));
  sessions.close();

  const other = start();
  other.clock.now = ROTATE_AFTER;
  other.sessions.rotate(other.sessions.find(other.cookie)!, other.cookie);
  other.clock.now += UNCONFIRMED;
  t.equal(other.sessions.find(other.cookie), undefined, 'not for ever');
  other.sessions.close();
  t.end();
});

t.test('a session ends when idle, and when its time is over', (t) => {
  const idle = start();
  idle.clock.now = 1_800_000;
  t.equal(idle.sessions.find(idle.cookie), undefined);
  idle.sessions.close();
  const long = start();
  let { cookie } = long;
  for (; long.clock.now < 8 * 3_600_000; long.clock.now += 1_000_000) {
    const session = long.sessions.find(cookie)!;
    t.ok(session);
    cookie = long.sessions.rotate(session, cookie) ?? cookie;
  }
  t.equal(long.sessions.find(cookie), undefined);
  t.equal(long.sessions.size, 0);
  long.sessions.close();
  t.end();
});

t.test('who signs in without end ends their own sessions, not those of others', (t) => {
  const { sessions, cookie } = start();
  const sam = { ...DANA, person: { ...DANA.person, subject: 'sam' } };
  for (let count = 0; count < 100; count += 1) sessions.begin(sam, 'oidc', 'company');
  t.ok(sessions.find(cookie));
  t.equal(sessions.size, 21);
  sessions.close();
  t.end();
});
