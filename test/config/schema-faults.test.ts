import t from 'tap';
import { faultsOf, goodFile, makeDirectory, type Raw } from './setup.ts';

const directory = makeDirectory(t);

const cases: [spoil: (file: Raw) => void, fault: string][] = [
  [(f) => (f['gateway'].listen.port = 1.5), 'gateway.listen.port must be an integer'],
  [(f) => (f['gateway'].listen.port = Infinity), 'gateway.listen.port must be an integer'],
  [(f) => (f['gateway'].listen.port = 70_000), 'gateway.listen.port must be at most 65535'],
  [(f) => (f['gateway'].listen.port = -1), 'gateway.listen.port must be at least 0'],
  [
    (f) => (f['gateway'].listen.port = null),
    'gateway.listen.port must be an integer, but nothing stands there (give a value or remove it)',
  ],
  [(f) => delete f['gateway'].id, 'gateway.id is missing'],
  [(f) => delete f['gateway'], 'gateway is missing'],
  [(f) => delete f['identity'].issuers[0].audience, 'identity.issuers[0].audience is missing'],
  [
    (f) => (f['identity'].issuers[0].audience = []),
    'identity.issuers[0].audience must have at least one item',
  ],
  [
    (f) => (f['identity'].issuers[0].audience = ['']),
    'identity.issuers[0].audience[0] must not be empty',
  ],
  [
    (f) => (f['identity'].issuers[0].audience = 'urn:x'),
    'identity.issuers[0].audience must be a list',
  ],
  [
    (f) => (f['identity'].issuers[0].algorithms = ['HS256']),
    'identity.issuers[0].algorithms[0] must be one of EdDSA, Ed25519, ES256, ES384, ES512, PS256, PS384, PS512, RS256, RS384, RS512',
  ],
  [
    (f) => (f['identity'].issuers[0].issuer = 'idp'),
    'identity.issuers[0].issuer must be an absolute URL',
  ],
  [
    (f) => (f['connections'][0].upstraem = 'x'),
    'connections[0].upstraem is not known; did you mean upstream?',
  ],
  [(f) => (f['gateway'].listen.tsl = {}), 'gateway.listen.tsl is not known; did you mean tls?'],
  [(f) => (f['log'] = { colour: 1 }), 'log.colour is not known; known: level'],
  [(f) => (f['log'] = { 'a\u001b[31m\n': 1 }), 'log["a\\u001b[31m\\n"] is not known; known: level'],
  [
    (f) => (f['log'] = { level: 'loud' }),
    'log.level must be one of fatal, error, warn, info, debug, trace, silent',
  ],
  [(f) => (f['limits'] = { request_timeout: 30 }), 'limits.request_timeout must be text'],
  [
    (f) => (f['limits'] = { request_timeout: '0s' }),
    'limits.request_timeout must be a duration such as `500ms`, `30s`, `15m` or `1h`',
  ],
  [
    (f) => (f['limits'] = { body_bytes: '1MB' }),
    'limits.body_bytes must be a size such as `512B`, `64KiB`, `1MiB` or `1GiB`',
  ],
  [
    (f) => (f['connections'][0].allow_plaintext = 'yes'),
    'connections[0].allow_plaintext must be `true` or `false` (it is text: quotes and `${NAME}` make text)',
  ],
  [
    (f) => (f['connections'][0].match = {}),
    'connections[0].match must have at least one of host, path_prefix',
  ],
  [
    (f) => (f['connections'][0].match.path_prefix = '/crm/'),
    'connections[0].match.path_prefix must be whole path segments such as `/crm`: a `/` before each, none at the end, nothing encoded',
  ],
  [
    (f) => (f['connections'][0].tls = { cert: 'cert.pem' }),
    'connections[0].tls.key is missing (`cert` needs it)',
  ],
  [
    (f) => (f['connections'][0].headers = ['X_Regent_Subject']),
    'connections[0].headers[0] must be a header name of lower-case letters, digits and `-`',
  ],
  [(f) => (f['connections'] = []), 'connections must have at least one item'],
  [(f) => (f['connections'] = [5]), 'connections[0] must be a section of names and values'],
  [
    (f) => (f['approvals'] = { instructions: 'x'.repeat(501) }),
    'approvals.instructions must be at most 500 characters',
  ],
  ...['the-secret-itself', { env: 'A', file: 'b' }, {}, { env: 5 }, { evn: 'A' }].map(
    (source): [(file: Raw) => void, string] => [
      (f) => (f['redaction'] = { keys: [{ id: 'k1', secret: source }] }),
      'redaction.keys[0].secret must be `{ env: NAME }` or `{ file: path }`, never the secret itself',
    ],
  ),
  [
    (f) => Object.defineProperty(f['gateway'], '__proto__', { value: { id: 1 }, enumerable: true }),
    'gateway.__proto__ is not known; known: id, listen, admin, state_dir, drain_timeout',
  ],
];

for (const [spoil, fault] of cases) {
  void t.test(fault, async (t) => {
    const file = goodFile();
    spoil(file);
    t.strictSame(await faultsOf(directory, file), [fault]);
  });
}
