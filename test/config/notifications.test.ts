import t from 'tap';
import { ENV, faultsOf, goodFile, load, makeDirectory, type Raw } from './setup.ts';

const directory = makeDirectory(t);
const SECRETS = {
  ...ENV,
  HOOK: `whsec_${Buffer.alloc(32).toString('base64')}`,
  SHORT: `whsec_${Buffer.alloc(16).toString('base64')}`,
  URL: 'https://hooks.slack.com/services/T1/B1/secret',
  PLAIN: 'http://hooks.slack.com/services/T1/B1/secret',
  TOKEN: 'xoxb-1',
};
const env = (name: string): object => ({ env: name });
const webhook = { name: 'hook', url: 'https://hooks.internal', secrets: [env('HOOK')] };
const slack = { name: 'slack', token: env('TOKEN'), channel: 'C1' };
const person = { user: 'U1', issuer: 'https://idp.example', subject: 'dana', groups: ['dpo'] };
const buttons = { signing_secret: env('TOKEN'), team: 'T1', people: [person] };
const email = { name: 'mail', host: 'smtp.internal', from: 'r@example.com', to: ['d@example.com'] };

function withSection(notifications: Raw): Raw {
  return { ...goodFile(), notifications };
}

void t.test('channels, with what they leave out', async (t) => {
  const { notifications } = await load(
    directory,
    withSection({ webhooks: [webhook], slack: [{ ...slack, buttons }], email: [email] }),
    SECRETS,
  );
  t.match(notifications, {
    collapse: { after: 10, window: 600_000 },
    reviewAfter: 86_400_000,
    giveUpAfter: 86_400_000,
    channels: [
      { kind: 'webhook', url: 'https://hooks.internal', show: [] },
      {
        kind: 'slack',
        to: { channel: 'C1', api: 'https://slack.com/api' },
        buttons: { approveUpToRisk: 1, people: [person] },
      },
      { kind: 'email', port: 587, security: 'starttls' },
    ],
  });
  t.equal(notifications!.channels[0]!.events.length, 16);
  t.equal(notifications!.channels[2]!.events.length, 10);
  t.notMatch(JSON.stringify(notifications), /xoxb|whsec/, 'no secret is in it');
});

const cases: [section: Raw, fault: string | RegExp][] = [
  [{ webhooks: [{ ...webhook, url: 'http://hooks.internal' }] }, /webhooks\[0\].url must be https/],
  [{ webhooks: [{ ...webhook, secrets: [env('SHORT')] }] }, /24 to 64 bytes/],
  [{ webhooks: [{ ...webhook, secrets: [env('TOKEN')] }] }, /must be whsec_/],
  [{ webhooks: [webhook, webhook] }, /no two channels of the name hook/],
  [{ slack: [{ name: 'slack' }] }, /either webhook, or token and channel/],
  [{ slack: [{ ...slack, webhook: env('URL') }] }, /either webhook, or token and channel/],
  [{ slack: [{ name: 'slack', webhook: env('PLAIN') }] }, /must be an https:\/\/ URL/],
  [{ slack: [{ name: 'slack', webhook: env('URL'), buttons }] }, /buttons needs token/],
  [
    { slack: [{ ...slack, buttons: { ...buttons, people: [person, person] } }] },
    /people\[1\].user stands twice/,
  ],
  [
    {
      slack: [{ ...slack, buttons: { ...buttons, people: [{ ...person, issuer: 'https://x' }] } }],
    },
    /must be the issuer of one of identity.issuers/,
  ],
  [{ email: [{ ...email, security: 'none' }] }, /must be starttls or tls/],
  [{ email: [{ ...email, user: 'regent' }] }, /both user and password/],
  [{ email: [{ ...email, to: ['a@example.com\r\nBcc: b@example.com'] }] }, /control characters/],
  [{ email: [{ ...email, to: ['a@example.com,b@example.com'] }] }, /plain address/],
  [{ email: [{ ...email, from: 'Regent <r@example.com>' }] }, /plain address/],
  [{ email: [{ ...email, host: 'smtp.internal/x' }] }, /must be a host name/],
];
for (const [section, fault] of cases) {
  void t.test(`fault: ${String(fault)}`, async (t) => {
    const faults = await faultsOf(directory, withSection(section), SECRETS);
    t.match(faults.join('\n'), fault);
    t.notMatch(faults.join('\n'), 'secret/', 'nor is a secret told');
  });
}
