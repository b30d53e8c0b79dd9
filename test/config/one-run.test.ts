import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import t from 'tap';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { SetupError } from '../../gateway/errors.ts';
import { makeDirectory } from './setup.ts';

const directory = makeDirectory(t);

void t.test('faults of every kind come in one run, with lines, in their order', async (t) => {
  const file = relative(process.cwd(), join(directory, 'regent.yaml'));
  writeFileSync(
    file,
    `gateway:
  id: gw-1
  listen: { port: "8080" }
  admin: { port: 8081, host: 0.0.0.0 }
  state_dir: state
limits:
  header_bytes: 1GiB
  header_bytes: 2GiB
identity:
  issuers:
    - issuer: http://idp.example
policy:
  bundle: absent.tar.gz
connections:
  - name: crm
    match: { path_prefix: /crm }
    upstraem: https://crm
    credentials:
      - header: Host
        value: { env: NOT_SET }
  - name: crm
    match: { path_prefix: /crm }
    upstream: http://\${CRM_HOST}
  - name: tickets
    match: { host: Tickets }
    upstream: http://tickets
`,
  );
  const error = await loadConfig(file, {}).then(
    () => t.fail('loaded'),
    (caught: unknown) => caught,
  );
  t.ok(error instanceof SetupError);
  const faults = (error as SetupError).faults.map((fault) => fault.replaceAll(file, 'regent.yaml'));
  t.strictSame(faults, [
    'regent.yaml:3: gateway.listen.port must be an integer (it is text: quotes and `${NAME}` make text)',
    'regent.yaml:4: gateway.admin must have tls: tokens pass it (or listen on 127.0.0.1 behind a TLS proxy)',
    'regent.yaml:8: limits.header_bytes stands twice',
    'regent.yaml:11: identity.issuers[0].audience is missing',
    'regent.yaml:11: identity.issuers[0].issuer must be https (http is only for loopback)',
    'regent.yaml:12: policy.trust is missing',
    `regent.yaml:13: policy.bundle names a file that cannot be used: ${join(directory, 'absent.tar.gz')} does not exist`,
    'regent.yaml:15: connections[0].upstream is missing',
    'regent.yaml:17: connections[0].upstraem is not known; did you mean upstream?',
    'regent.yaml:19: connections[0].credentials[0].header belongs to one hop and cannot carry a credential',
    'regent.yaml:20: connections[0].credentials[0].value cannot be used: the environment variable NOT_SET is not set',
    'regent.yaml:21: connections[1].name is the same as that of item [0]',
    'regent.yaml:22: connections[1].match has the same host and path_prefix as item [0]',
    'regent.yaml:23: connections[1].upstream refers to ${CRM_HOST}, and the environment variable CRM_HOST is not set',
    'regent.yaml:25: connections[2].match.host must be a host in lower case, without port',
    'regent.yaml:26: connections[2].upstream must be https (http is only for loopback; set allow_plaintext: true to accept it)',
  ]);
});
