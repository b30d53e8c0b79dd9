/** What `regent serve` needs to be started as a program of its own. */
import { rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeConfigFile } from './config-file.ts';
import { createTestIssuer, type TestIssuer } from './tokens.ts';

/** An upstream that answers so, an issuer, and a configuration file that names both; all of it ends with the test. */
export async function configureServe(
  t: { teardown(end: () => Promise<void>): void },
  rules: string,
  answer: RequestListener,
): Promise<{ file: string; stateDir: string; issuer: TestIssuer }> {
  const upstream = createServer(answer);
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const issuer = await createTestIssuer();
  const { port } = upstream.address() as AddressInfo;
  const { dir, file, stateDir } = await writeConfigFile({
    rules,
    upstream: `http://127.0.0.1:${port}`,
    issuer: issuer.config,
  });
  t.teardown(async () => {
    upstream.closeAllConnections();
    upstream.close();
    await issuer.close();
    await rm(dir, { recursive: true });
  });
  return { file, stateDir, issuer };
}
