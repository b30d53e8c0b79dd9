import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { supplyPolicies } from '../../bundles/supply-policies.ts';
import { startCrm } from '../../examples/crm/server.ts';
import { startIssuer } from '../../examples/issuer/issuer.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { startGateway } from '../../gateway/main.ts';
import { createReadableLog } from '../log.ts';
import { runUntilSignal } from '../run-until-signal.ts';
import { consoleUrl, CRM_KEY_VARIABLE, devConfig, PSEUDONYM_KEY_VARIABLE } from './dev-config.ts';
import { writeDevFile, type DevFile } from './dev-file.ts';
import { makeExamples } from './examples.ts';
import { choosePort, findFreePort } from './choose-port.ts';
import { printWelcome } from './print-welcome.ts';
import { claimStateDir } from './state-dir.ts';
import { activateChanges } from './watch-policies.ts';

const POLICIES = join(import.meta.dirname, '../../policies');

/** Half the life of a token: `dev.json` always holds tokens that last. */
const REFRESH_INTERVAL = 5 * 60 * 1000;

/** `regent dev`: everything that one request's way needs, on loopback, until Ctrl-C. */
export async function dev(options: {
  port?: number;
  stateDir: string;
  policies?: string;
}): Promise<void> {
  const log = await createReadableLog('info');
  const policiesDir = resolve(options.policies ?? POLICIES);
  const stateDir = await claimStateDir(resolve(options.stateDir));
  const port = options.port ?? (await choosePort());
  const adminPort = port === 0 ? await findFreePort() : port + 1;
  await mkdir(join(stateDir, 'bundles'), { recursive: true, mode: 0o700 });
  const bundleFile = join(stateDir, 'bundles', 'dev.tar.gz');
  const apiKey = randomBytes(24).toString('base64url');
  const [policies, issuer, crm] = await Promise.all([
    supplyPolicies({ policiesDir, outFile: bundleFile, log: (line) => log.debug(line) }),
    startIssuer({
      keyFile: join(stateDir, 'issuer-key.json'),
      consoleUrl: consoleUrl(adminPort),
    }),
    startCrm({ apiKey }),
  ]);
  const configFile = join(stateDir, 'regent.yaml');
  await writeFile(
    configFile,
    devConfig({
      port,
      adminPort,
      stateDir,
      bundle: bundleFile,
      issuer: issuer.issuer,
      upstream: crm.url,
    }),
  );
  const env = {
    [CRM_KEY_VARIABLE]: apiKey,
    [PSEUDONYM_KEY_VARIABLE]: randomBytes(32).toString('base64url'),
  };
  const config = await loadConfig(configFile, env, { unsigned: true });
  const gateway = await startGateway(config, { bytes: policies.bytes, trust: 'unsigned' }, log);

  const describe = async (): Promise<DevFile> => {
    const minted = issuer.names.map(async (name) => [name, await issuer.token(name)] as const);
    const tokens = Object.fromEntries(await Promise.all(minted)) as Record<string, string>;
    return {
      gateway: gateway.url,
      admin: gateway.adminUrl,
      page: consoleUrl(adminPort),
      issuer: issuer.issuer,
      upstream: crm.url,
      tokens,
      examples: await makeExamples({ gateway: gateway.url, crm: crm.url, apiKey, tokens }),
    };
  };
  const watch = await activateChanges(policiesDir, gateway, policies.sha256, log);
  const refresh = setInterval(() => {
    describe()
      .then((fresh) => writeDevFile(stateDir, fresh))
      .catch((error: unknown) => log.warn({ err: error }, 'tokens were not refreshed'));
  }, REFRESH_INTERVAL);
  // Before anybody is told that Ctrl-C stops it.
  const ended = runUntilSignal(async () => {
    clearInterval(refresh);
    await watch.close();
    await gateway.stop();
    await Promise.all([issuer.close(), crm.close()]);
    await rm(join(stateDir, 'dev.json'), { force: true });
  });
  const facts = await describe();
  await writeDevFile(stateDir, facts);
  printWelcome(facts, stateDir);
  await ended;
}
