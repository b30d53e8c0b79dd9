/** `regent witness`: cosigns checkpoints of ledgers. */
import type { Command } from 'commander';

/** Adds `regent witness` and `regent witness keygen`. */
export function addWitnessCommand(program: Command): void {
  const witness = program
    .command('witness')
    .description('run a witness, which cosigns the checkpoints of ledgers that show one history');
  // A command of its own, for what is required of the one above is required of keygen too.
  witness
    .command('serve', { isDefault: true })
    .description('run it; what `regent witness` alone does')
    .requiredOption('-c, --config <file>', 'configuration file')
    .action(serve);
  witness
    .command('keygen')
    .description('make the key of a witness, and print what ledgers and auditors are given')
    .requiredOption('--name <name>', 'name of the witness, such as witness.example/w1')
    .requiredOption('--key <file>', 'PEM file to make; one that exists is not overwritten')
    .action(async ({ name, key }: { name: string; key: string }) => {
      const { generateWitnessKey } = await import('../evidence/witness/key.ts');
      console.log((await generateWitnessKey(name, key)).vkey);
    });
}

async function serve({ config: file }: { config: string }): Promise<void> {
  const { loadWitnessConfig } = await import('../evidence/witness/load-config.ts');
  const { startWitness } = await import('../evidence/witness/start.ts');
  const { createLog } = await import('./log.ts');
  const { runUntilSignal } = await import('./run-until-signal.ts');
  const config = loadWitnessConfig(file);
  const log = createLog(config.logLevel);
  const running = await startWitness(config, (event) => {
    if (event.event === 'witness-second-history') log.error(event, 'a log showed a second history');
    else if (event.event === 'witness-failed') log.error(event, 'a request failed');
    else if (event.event === 'witness-listening') log.info(event, 'witness listens');
    else log.debug(event, 'cosigned');
  });
  await runUntilSignal(() => running.stop());
}
