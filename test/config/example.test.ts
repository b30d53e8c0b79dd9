import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import schema from '../../schemas/config.json' with { type: 'json' };
import { makeCertificate } from './certificates.ts';
import { faultsOf, load } from './setup.ts';

const FILE = 'deploy/regent.example.yaml';
const example = readFileSync(FILE, 'utf8');
// Who runs the test may not write there.
const text = example.replace('/var/lib/regent', 'state');
const env = { REGENT_ID: 'gw-1', CRM_API_KEY: 'k' };

const directory = t.testdir({
  'kubernetes-jwks.json': '{"keys":[{"kty":"RSA"}]}',
  secrets: {
    'pseudonym.key': `${'p'.repeat(44)}\n`,
    'crm.token': 'token\n',
    'bundles.token': 'token\n',
    'logs.token': 'token\n',
    'hook.secret': `whsec_${Buffer.alloc(32).toString('base64')}\n`,
    'slack.token': 'token\n',
    'slack-signing.secret': 'secret\n',
    'slack-webhook.url': 'https://hooks.slack.com/services/T1/B1/x\n',
    'smtp.password': 'password\n',
    'vault.token': 'token\n',
    'console.secret': 'secret\n',
    'evidence.key': `${Buffer.alloc(32, 1).toString('base64')}\n`,
  },
});
mkdirSync(join(directory, 'tls'));
const { publicKey } = generateKeyPairSync('ed25519');
writeFileSync(
  join(directory, 'tls', 'policy-ci.pub'),
  publicKey.export({ type: 'spki', format: 'pem' }),
);
writeFileSync(
  join(directory, 'tls', 'partner-idp.crt'),
  makeCertificate({ keys: generateKeyPairSync('rsa', { modulusLength: 2048 }) }).cert,
);
const pair = generateKeyPairSync('x25519');
writeFileSync(
  join(directory, 'tls', 'dpo.pub'),
  pair.publicKey.export({ type: 'spki', format: 'pem' }),
);
writeFileSync(
  join(directory, 'tls', 'dpo.key'),
  pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
);
for (const name of ['gateway', 'gateway-client', 'internal-ca']) {
  const { cert, key } = makeCertificate();
  writeFileSync(join(directory, 'tls', `${name}.crt`), cert);
  writeFileSync(join(directory, 'tls', `${name}.key`), key);
}

void t.test('the example is good once its files and variables are there', async (t) => {
  t.strictSame(await faultsOf(directory, text, env), []);
  const config = await load(directory, text, env);
  t.equal(config.gateway.id, 'gw-1');
  t.equal(config.connections.length, 2);
  t.equal(config.connections[0]?.credentials[1]?.value.read(), 'token');
});

void t.test('editors find the schema', (t) => {
  t.match(text, /^# yaml-language-server: \$schema=\.\.\/schemas\/config\.json\n/);
  t.end();
});

interface Part {
  $ref?: string;
  default?: unknown;
  properties?: Record<string, Part>;
  items?: Part;
}

/** Each property of the schema with its default, and the values that the example gives it. */
function compare(part: Part, values: unknown[], path: string, check: Check): void {
  const definitions = schema.definitions as Record<string, Part>;
  const { properties, items } = definitions[part.$ref?.replace('#/definitions/', '') ?? ''] ?? part;
  if (items !== undefined) compare(items, values.flat(), `${path}[]`, check);
  for (const [name, member] of Object.entries(properties ?? {})) {
    const given = values.flatMap((value) => {
      const found = (value as Record<string, unknown>)[name];
      return found === undefined ? [] : [found];
    });
    check(`${path}.${name}`, given, member.default);
    compare(member, given, `${path}.${name}`, check);
  }
}
type Check = (path: string, given: unknown[], byDefault: unknown) => void;

void t.test('the example is complete, and shows the defaults as they are', (t) => {
  const lines = text.split('\n');
  compare(schema as Part, [parse(text)], '', (path, given, byDefault) => {
    const name = path.slice(path.lastIndexOf('.') + 1);
    // The other ways to name the keys and the policy, which exclude those that are shown.
    if (name === 'jwks_url' || path === '.policy.bundle') return;
    // The same members as those of `listen`.
    if (path.startsWith('.gateway.admin.')) return;
    t.not(given.length, 0, `${path} is in the example`);
    if (byDefault === undefined) return;
    const shown = given.some((value) => JSON.stringify(value) === JSON.stringify(byDefault));
    const said = lines.some((line) => line.includes(`${name}: `) && line.includes('# default: '));
    t.ok(shown || said, `the default of ${path} is in the example`);
  });
  t.end();
});
