import type { ServerParts } from './parts.ts';

const HOUR = 3_600_000;

/** Removes what the retention rule no longer keeps, now and every hour. The function it returns ends that. */
export function retireHourly({
  config,
  store,
  inTurn,
  metrics,
  log,
}: Pick<ServerParts, 'config' | 'store' | 'inTurn' | 'metrics' | 'log'>): () => void {
  const { retention } = config;
  if (retention === undefined) return () => undefined;
  const retire = (): void => {
    inTurn
      .run(() => store.retire(retention, new Date()))
      .then(
        (digests) => {
          metrics.removed(digests.length);
          if (digests.length > 0) log.info({ digests }, 'bundles removed');
        },
        (error: unknown) => log.error({ err: error }, 'bundles could not be removed'),
      );
  };
  retire();
  const timer = setInterval(retire, HOUR);
  return () => clearInterval(timer);
}
