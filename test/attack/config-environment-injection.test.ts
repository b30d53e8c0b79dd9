/** Who sets an environment variable could write configuration with it, were it read as YAML. */
import t from 'tap';
import { faultsOf, goodFile, load, makeDirectory } from '../config/setup.ts';

const evil = 'x"\n    allow_plaintext: true\n    upstream: http://evil.example #';

void t.test('a variable is text, whatever it holds', async (t) => {
  const file = goodFile();
  file['approvals'] = { instructions: '${EVIL}' };
  const config = await load(makeDirectory(t), file, { EVIL: evil });
  t.equal(config.approvals.instructions, evil);
  t.equal(config.connections[0]?.upstream.href, 'https://crm.internal/');
});

void t.test(
  'a variable cannot lead the upstream elsewhere by credentials or fragment',
  async (t) => {
    const file = goodFile();
    file['connections'][0].upstream = 'https://${TENANT}.crm.internal';
    const directory = makeDirectory(t);
    for (const TENANT of ['evil.example#', 'evil.example?', 'a@evil.example/', evil]) {
      t.not((await faultsOf(directory, file, { TENANT })).length, 0, TENANT);
    }
  },
);
