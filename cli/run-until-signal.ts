/**
 * Waits for SIGINT or SIGTERM, then runs `stop` once. A second signal ends the process at once, for
 * a drain that takes longer than its operator wants to wait.
 */
export async function runUntilSignal(stop: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const giveUp = (): never => process.exit(130);
  process.once('SIGINT', giveUp);
  process.once('SIGTERM', giveUp);
  await stop();
  process.off('SIGINT', giveUp);
  process.off('SIGTERM', giveUp);
}
