/** Logs and terminals are read by more people than secrets are for. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import t from 'tap';
import { describeConfig } from '../../gateway/config/describe.ts';
import { faultsOf, goodFile, load, makeDirectory } from '../config/setup.ts';

const SECRET = 'hunter2-hunter2-hunter2-hunter2-hunter2';

void t.test(
  'a configuration that is logged shows where a secret is, never what it is',
  async (t) => {
    const directory = makeDirectory(t);
    writeFileSync(join(directory, 'crm.key'), SECRET);
    const file = goodFile();
    file['gateway'].listen.tls = { cert: 'cert.pem', key: 'key.pem' };
    file['redaction'] = { keys: [{ id: 'k1', secret: { env: 'KEY' } }] };
    file['connections'][0].credentials = [{ header: 'X-Api-Key', value: { file: 'crm.key' } }];
    const config = await load(directory, file, { KEY: SECRET });
    const value = config.connections[0]?.credentials[0]?.value;
    t.equal(value?.read(), SECRET);
    t.equal(config.redaction.keys[0]?.secret.read(), SECRET);

    const shown = [
      inspect(config, { depth: 9, showHidden: true }),
      JSON.stringify(config),
      inspect(value),
    ];
    const described = describeConfig(config);
    for (const text of [...shown, JSON.stringify(described)]) t.notMatch(text, /hunter2/);
    t.notMatch(JSON.stringify(described), /PRIVATE KEY/);
    t.match(described, {
      gateway: { listen: { tls: { cert: '[PEM]', key: '[PEM]' } } },
      redaction: { keys: [{ id: 'k1', secret: { env: 'KEY' } }] },
      connections: [
        {
          upstream: 'https://crm.internal/',
          credentials: [{ value: { file: join(directory, 'crm.key') } }],
        },
      ],
    });
  },
);

void t.test('a fault never quotes a value', async (t) => {
  const file = goodFile();
  Object.assign(file, {
    redaction: { keys: [{ id: 'k1', secret: SECRET }] },
    limits: { header_count: SECRET, body_bytes: SECRET },
    log: { level: SECRET },
  });
  file['gateway'].id = `${SECRET}!`;
  file['gateway'].listen.host = `${SECRET}!`;
  file['identity'].issuers[0].issuer = `http://u:${SECRET}@idp.example`;
  Object.assign(file['connections'][0], {
    name: `${SECRET}!`,
    upstream: 'http://u:${KEY}@crm#',
    credentials: [{ header: `${SECRET}!`, prefix: `${SECRET}\n`, value: { env: 'KEY' } }],
  });
  const faults = await faultsOf(makeDirectory(t), file, { KEY: `${SECRET}\nx` });
  t.ok(faults.length >= 10, faults.join('\n'));
  t.notMatch(faults.join('\n'), /hunter2/);
});
