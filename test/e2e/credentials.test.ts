import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { secretFrom } from '../../gateway/config/secret.ts';
import { startTestGateway } from '../helpers/gateway.ts';

t.test('a rotated credential takes effect at once; one that is gone stops the way', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'regent-secret-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const file = join(dir, 'key');
  await writeFile(file, 'first\n');
  const value = secretFrom({ file }, dir);
  const gateway = await startTestGateway({
    connection: { credentials: [{ header: 'Authorization', prefix: 'Bearer ', value }] },
  });
  t.teardown(() => gateway.stop());
  const sent = async (): Promise<string | undefined> => {
    await gateway.fetch('/svc/x');
    return gateway.received.at(-1)?.headers.authorization;
  };
  t.equal(await sent(), 'Bearer first', "in place of the agent's own");
  await writeFile(`${file}.new`, 'second');
  await rename(`${file}.new`, file);
  t.equal(await sent(), 'Bearer second');
  await rm(file);
  const answer = await gateway.fetch('/svc/x');
  t.equal(answer.status, 503);
  t.match(await answer.json(), { code: 'upstream-credentials' });
  t.equal(gateway.received.length, 2);
});
