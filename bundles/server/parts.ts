import type { Logger } from 'pino';
import type { Identifier } from '../../gateway/identity/identifier.ts';
import type { InTurn } from '../../gateway/in-turn.ts';
import type { Preparer } from '../../gateway/prepare/preparer.ts';
import type { Authorise } from './authorise.ts';
import type { BundleServerConfig } from './config-file.ts';
import type { ServerMetrics } from './metrics.ts';
import type { BundleService } from './serve-bundle.ts';
import type { Store } from './store.ts';

/** What the server's requests are answered with. */
export interface ServerParts {
  config: BundleServerConfig;
  store: Store;
  identifier: Identifier;
  /** Checks bundles beside this thread, which serves the waiting clients meanwhile. */
  preparer: Preparer;
  authorise: Authorise;
  /** Counts a change of a caller; throws ServerRefusal past the limit. */
  limitRate: (caller: string) => void;
  service: BundleService;
  /** Changes and removals, one after the other. */
  inTurn: InTurn;
  metrics: ServerMetrics;
  log: Logger;
}
