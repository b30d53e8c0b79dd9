import { loadBundleFile } from '../../bundles/read.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { startGateway } from '../../gateway/main.ts';
import { createLog } from '../../cli/log.ts';
import { report } from './child.ts';

/** A whole gateway, as `regent serve` runs it, recording on. Only its log is kept to warnings. */
const config = await loadConfig(process.argv[2]!);
const bundle = await loadBundleFile(config.policy.bundle!);
const gateway = await startGateway(config, bundle, createLog('warn'));
report(gateway);
