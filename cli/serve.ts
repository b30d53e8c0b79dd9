import { readBundleFile } from '../bundles/read.ts';
import { loadConfig } from '../gateway/config/load-config.ts';
import { SetupError } from '../gateway/errors.ts';
import { startGateway } from '../gateway/main.ts';
import { tuneCollector } from '../gateway/tune-collector.ts';
import { createLog } from './log.ts';
import { runUntilSignal } from './run-until-signal.ts';

/** `regent serve`: runs a gateway until it is told to stop. */
export async function serve(file: string): Promise<void> {
  tuneCollector();
  const config = await loadConfig(file);
  const log = createLog(config.logLevel);
  const { bundle, trust } = config.policy;
  // The configuration sees to it; here it must not hang on that alone.
  if (trust === undefined) throw new SetupError([`${file}: policy.trust is missing`]);
  const source = bundle === undefined ? undefined : { bytes: await readBundleFile(bundle), trust };
  const gateway = await startGateway(config, source, log);
  await runUntilSignal(() => gateway.stop());
}
