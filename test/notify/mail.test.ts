import t from 'tap';
import { DANA, pendingId } from '../approval/support.ts';
import { until } from '../helpers/until.ts';
import { headerOf, mailTo, partOf, startMail } from './mail-server.ts';
import { notify, secretOf } from './support.ts';

void t.test('mail goes by STARTTLS and login, and the decision replies to the first', async (t) => {
  const server = await startMail(t);
  const notified = notify(t, [mailTo(server.port)]);
  void notified.ask();
  const id = await pendingId(notified);
  await until(() => server.got.length === 1);
  await notified.approvals.decide(id, 'denied', DANA);
  await until(() => server.got.length === 2);
  const [asked, denied] = server.got as [(typeof server.got)[0], (typeof server.got)[0]];
  t.match(asked, {
    from: 'regent@example.com',
    to: ['dpo@example.com'],
    secure: true,
    user: 'regent',
  });
  const subject = `[Regent] POST on crm by support-agent (${id})`;
  t.equal(headerOf(asked, 'subject'), subject);
  t.equal(headerOf(asked, 'message-id'), `<${id}@example.com>`);
  t.equal(headerOf(asked, 'auto-submitted'), 'auto-generated');
  t.equal(headerOf(asked, 'in-reply-to'), undefined);
  t.equal(headerOf(denied, 'subject'), `Re: ${subject}`);
  t.equal(headerOf(denied, 'in-reply-to'), `<${id}@example.com>`);
  t.equal(headerOf(denied, 'references'), `<${id}@example.com>`);
  t.not(headerOf(denied, 'message-id'), headerOf(asked, 'message-id'));
  const text = partOf(asked, 'text/plain');
  t.match(text, 'Approval asked');
  t.match(text, `https://regent.example/inbox/${id}`);
  t.notMatch(text, '/export');
  t.match(partOf(denied, 'text/html'), '<h1 style="font-size:18px">Denied</h1>');
  t.match(partOf(denied, 'text/html'), `<a href="https://regent.example/inbox/${id}">`);
});

void t.test('mail goes by TLS from the start', async (t) => {
  const server = await startMail(t, { secure: true });
  const notified = notify(t, [mailTo(server.port, { security: 'tls' })]);
  void notified.ask();
  await until(() => server.got.length === 1);
  t.equal(server.got[0]!.secure, true);
});

void t.test('without TLS nothing is sent, not even the login', async (t) => {
  const server = await startMail(t, { noTls: true });
  const notified = notify(t, [mailTo(server.port)]);
  void notified.ask();
  await until(() => notified.notifications.state()[0]!.failed > 1);
  t.same(server.got, []);
  t.match(notified.notifications.state()[0]!.last_error, /ETLS|answered/);
});

void t.test('a certificate that nobody vouches for is refused', async (t) => {
  for (const secure of [false, true]) {
    const server = await startMail(t, { trusted: false, secure });
    const security = secure ? 'tls' : 'starttls';
    const notified = notify(t, [mailTo(server.port, { security })]);
    void notified.ask();
    await until(() => notified.notifications.state()[0]!.failed > 1);
    t.same(server.got, []);
  }
});

void t.test('a refused login is tried again; a refused mail is a dead letter', async (t) => {
  const server = await startMail(t);
  let password = 'wrong';
  const notified = notify(t, [mailTo(server.port, { password: { read: () => password } })]);
  void notified.ask();
  await until(() => notified.notifications.state()[0]!.failed > 1);
  t.equal(notified.notifications.state()[0]!.dead, 0);
  password = 'pass';
  await until(() => server.got.length === 1);

  const refusing = await startMail(t, { refuse: 'who is that, <script>' });
  const other = notify(t, [mailTo(refusing.port, { password: secretOf('pass') })]);
  void other.ask();
  await until(() => other.notifications.state()[0]!.dead === 1);
  t.equal(other.notifications.deadLetters()[0]!.attempts, 1);
  t.match(other.notifications.deadLetters()[0]!.error, /answered 550/);
  t.notMatch(other.notifications.deadLetters()[0]!.error, 'script');
});
