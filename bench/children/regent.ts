import { readBundleFile } from '../../bundles/read.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { startGateway } from '../../gateway/main.ts';
import { tuneCollector } from '../../gateway/tune-collector.ts';
import { createLog } from '../../cli/log.ts';
import { report } from './child.ts';

/** A whole gateway, as `regent serve` runs it, recording on. Only its log is kept to warnings. */
tuneCollector();
const config = await loadConfig(process.argv[2]!);
const { bundle, trust } = config.policy;
const source =
  bundle === undefined ? undefined : { bytes: await readBundleFile(bundle), trust: trust! };
const gateway = await startGateway(config, source, createLog('warn'));
report(gateway);
