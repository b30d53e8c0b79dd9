import { userInfo } from 'node:os';
import type { Command } from 'commander';

/** Adds `regent evidence accept-clock`. */
export function addAcceptClockCommand(evidence: Command): void {
  evidence
    .command('accept-clock')
    .description('go on with a ledger whose last entry is later than the clock, once that is right')
    .requiredOption('-c, --config <file>', 'configuration file of the gateway, which must not run')
    .requiredOption('--reason <text>', 'why the last entries are wrong, for the record')
    .action(acceptClock);
}

async function acceptClock({ config: file, reason }: { config: string; reason: string }) {
  const { loadConfig } = await import('../gateway/config/load-config.ts');
  const { openLedger } = await import('../gateway/ledger/ledger.ts');
  const { ledgerDirectory } = await import('../gateway/open-ledger.ts');
  const config = await loadConfig(file);
  let said = 'The clock is not behind the last entry: nothing was written.';
  const ledger = await openLedger({
    dir: ledgerDirectory(config),
    gateway: config.gateway.id,
    ...config.ledger,
    // Nothing is removed by a clock that has just been in doubt.
    retention: [],
    acceptClock: { reason, by: userInfo().username },
    log(event) {
      if (event.event === 'ledger-clock-accepted')
        said = `The last entry is of ${event.before}; from ${event.now} on the clock counts again.`;
    },
  });
  await ledger.close();
  console.log(said);
}
