/** What somebody does with a person's right to decide is told: passkeys and delegations, made and removed. */
import t from 'tap';
import { DANA, ISSUER } from '../approval/support.ts';
import { createAuthenticator, PAGE } from '../helpers/authenticator.ts';
import { until } from '../helpers/until.ts';
import { mailTo, startMail } from './mail-server.ts';
import { startSlack } from './slack-server.ts';
import { botTo, notify, receive, webhookTo } from './support.ts';

const PASSKEYS = {
  rpId: PAGE.rpId,
  rpName: 'Regent',
  origins: [PAGE.origin],
  registrationMaxAge: 600_000,
};
const FRESH = { ...DANA, auth_time: Math.floor(Date.now() / 1000) };
const dana = { issuer: ISSUER, subject: 'dana' };
const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

void t.test('a passkey and a delegation are told to programs, in order', async (t) => {
  const receiver = await receive(t);
  const others = webhookTo(`${receiver.url}/other`, { name: 'other', events: ['asked'] });
  const notified = notify(t, [webhookTo(receiver.url, { groups: ['finance'] }), others], {
    approvals: { passkeys: PASSKEYS },
  });
  const { passkeys } = notified.approvals;
  const key = createAuthenticator();
  const options = (await passkeys.registrationOptions(FRESH)) as { challenge: string };
  await passkeys.register(FRESH, key.create(options), 'blue key');
  const to = { issuer: ISSUER, subject: 'bo' };
  const end = inAnHour();
  const { id } = await notified.approvals.delegate(DANA, { to, until: end, reason: 'ill' });
  await notified.approvals.endDelegation(id, { ...DANA, ...to });
  await passkeys.remove(DANA, key.id);
  await until(() => receiver.got.length === 4);
  const told = receiver.json().map(({ type, data }) => ({ type, data }));
  const delegation = { from: dana, to, until: end };
  t.strictSame(told, [
    { type: 'account.passkey_registered', data: { by: dana } },
    { type: 'account.delegated', data: { by: dana, ...delegation } },
    { type: 'account.delegation_ended', data: { by: to, ...delegation } },
    { type: 'account.passkey_removed', data: { by: dana } },
  ]);
  t.equal(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size, 4);
  t.ok(
    receiver.got.every(({ url }) => url === '/'),
    'only who wants them',
  );
});

void t.test('what did not come about is told to nobody', async (t) => {
  const receiver = await receive(t);
  const notified = notify(t, [webhookTo(receiver.url)], {
    approvals: {
      record: async (type) => {
        if (type === 'delegation') throw new Error('the disk is full');
      },
    },
  });
  const to = { issuer: ISSUER, subject: 'bo' };
  await t.rejects(notified.approvals.delegate(DANA, { to, until: inAnHour() }));
  void notified.ask();
  await until(() => receiver.got.length > 0);
  t.match(receiver.json()[0], { type: 'approval.asked' });
});

void t.test(
  'people are told where the channel wants it, in words that are only text',
  async (t) => {
    const slack = await startSlack(t);
    const mail = await startMail(t);
    const events = ['delegated' as const];
    const notified = notify(t, [botTo(slack.url, { events }), mailTo(mail.port, { events })]);
    const to = { issuer: ISSUER, subject: 'bo\r\nBcc: <@U1> *x*' };
    await notified.approvals.delegate(DANA, { to, until: inAnHour() });
    await until(() => slack.messages.size === 1 && mail.got.length === 1);
    const [message] = [...slack.messages.values()];
    t.equal(message!.text, 'Somebody lets another decide');
    const blocks = JSON.stringify(message!.blocks);
    t.match(blocks, /Decides: bo\uFFFD\uFFFDBcc/);
    t.notMatch(blocks, 'mrkdwn');
    const { raw } = mail.got[0]!;
    t.match(raw, /Subject: \[Regent\] Somebody lets another decide: dana/);
    t.notMatch(raw, /^Bcc:/m);
  },
);
