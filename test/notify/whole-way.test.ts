import t from 'tap';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';
import { runRegent } from '../helpers/run-regent.ts';
import { until } from '../helpers/until.ts';
import { clickBody, SIGNING, signed, startSlack } from './slack-server.ts';
import { botTo, receive, secretOf, webhookTo } from './support.ts';

const APPROVE = alwaysDecide({
  action: 'approve',
  reasons: ['test'],
  approval: { groups: ['dpo'] },
});

void t.test('a held request is told, decided by a click in Slack, and passes', async (t) => {
  const slack = await startSlack(t);
  const gone = await receive(t, (_, res) => void res.writeHead(410).end());
  const buttons = {
    signingSecret: secretOf(SIGNING),
    team: 'T1',
    approveUpToRisk: 3,
    people: [{ user: 'U1', issuer: 'https://id.example', subject: 'dana', groups: ['dpo'] }],
  };
  const gateway = await startTestGateway({
    policy: APPROVE,
    approvals: { hold: 60_000 },
    ledger: { readers: ['auditors'] },
    notifications: {
      channels: [botTo(slack.url, { buttons }), webhookTo(gone.url)],
      collapse: { after: 10, window: 600_000 },
      reviewAfter: 86_400_000,
      giveUpAfter: 86_400_000,
    },
  });
  t.teardown(() => gateway.stop());
  const held = gateway.fetch('/svc/x');
  await until(() => slack.messages.size === 1);
  const [ts, message] = [...slack.messages][0]!;
  const approval = /apr_[\w-]{22}/.exec(message.text)![0];
  const post = (body: Buffer, more: object): Promise<Response> =>
    fetch(`${gateway.adminUrl}/slack/interactions`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...more },
      body: new Uint8Array(body),
    });
  const body = clickBody({ approval, ts });
  t.equal((await post(body, {})).status, 401);
  const { timestamp, signature } = signed(body);
  const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
  t.equal((await post(Buffer.concat([body, Buffer.from('&')]), headers)).status, 401);
  t.equal((await post(body, headers)).status, 200);
  t.equal((await held).status, 200);

  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  t.match(metrics, 'regent_notifications_total{channel="slack",result="sent"}');
  await until(async () =>
    (await (await fetch(`${gateway.adminUrl}/metrics`)).text()).includes(
      'regent_notifications_dead{channel="hook"} 3',
    ),
  );
  const sign = (groups: string[]): Promise<string> =>
    gateway.issuer.sign({ sub: 'ada', aud: 'urn:regent:admin', groups });
  const list = await fetch(`${gateway.adminUrl}/api/notifications/dead-letters`, {
    headers: { authorization: `Bearer ${await sign(['dpo'])}` },
  });
  t.equal(list.status, 403);
  const access = ['--admin', gateway.adminUrl, '--token', await sign(['auditors'])];
  const listed = await runRegent('notifications', 'dead-letters', ...access);
  t.match(listed.out, /ntf_\S{22} {2}hook {2}asked {2}apr_/);
  t.match(listed.out, 'it answered 410');
  const retried = await runRegent('notifications', 'retry', '--all', ...access);
  t.equal(retried.out.match(/ is queued/g)?.length, 3);
  const unknown = await runRegent('notifications', 'retry', 'ntf_none', ...access);
  t.match(unknown.errors, 'There is no such dead letter');
});
