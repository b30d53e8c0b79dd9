import { loadBundleFile } from '../bundles/read.ts';
import { loadConfig } from '../gateway/config/load-config.ts';
import { startGateway } from '../gateway/main.ts';
import { createLog } from './log.ts';
import { runUntilSignal } from './run-until-signal.ts';

/** `regent serve`: runs a gateway until it is told to stop. */
export async function serve(file: string): Promise<void> {
  const config = await loadConfig(file);
  const log = createLog(config.logLevel);
  const { bundle } = config.policy;
  const gateway = await startGateway(
    config,
    bundle === undefined ? undefined : await loadBundleFile(bundle),
    log,
  );
  await runUntilSignal(() => gateway.stop());
}
