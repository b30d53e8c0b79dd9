/** Opens the gateway's ledger, with the witnesses of its checkpoints. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { WitnessClientEvent } from './ledger/checkpoints/follow-witness.ts';
import { WitnessClient } from './ledger/checkpoints/witness-client.ts';
import { openLedger, type Ledger, type LedgerEvent } from './ledger/ledger.ts';
import { parseVkey } from './ledger/notes/keys.ts';
import type { Config, ConfigData } from './types.ts';

/** The ledger's directory of a gateway. */
export function ledgerDirectory({ gateway }: Config): string {
  return join(gateway.stateDir, 'ledger');
}

/** The ledger, and who cosigns it. Throws a SetupError. */
export async function openGatewayLedger(
  config: Config,
  log: Logger,
  onDurable: () => void = () => undefined,
): Promise<{ ledger: Ledger; witnesses: WitnessClient }> {
  let witnesses: WitnessClient | undefined;
  const ledger = await openLedger({
    dir: ledgerDirectory(config),
    gateway: config.gateway.id,
    ...config.ledger,
    onDurable,
    onCheckpoint: (checkpoint) => witnesses?.offer(checkpoint),
    log: (event) => tell(log, event),
  });
  witnesses = new WitnessClient({
    witnesses: config.ledger.witnesses.map(({ url, vkey }) => ({ url, key: parseVkey(vkey) })),
    hashes: (size) => ledger.hashes(size),
    deliver: (size, lines) => ledger.cosign(size, lines),
    report: (event) => tellWitness(log, event),
  });
  const { checkpoint } = ledger.head();
  if (checkpoint) witnesses.offer(checkpoint);
  return { ledger, witnesses };
}

const CALM = new Set(['ledger-packed', 'ledger-expired', 'ledger-restored']);

function tell(log: Logger, { event, ...facts }: LedgerEvent): void {
  if (event === 'ledger-key') {
    const text =
      'checkpoints are signed with this key: auditors need it from you, not from the ledger';
    log[(facts as { made: boolean }).made ? 'warn' : 'info']({ ...facts, event }, text);
  } else if (CALM.has(event)) log.info(facts, event);
  else log.warn(facts, event);
}

function tellWitness(log: Logger, { event, ...facts }: WitnessClientEvent): void {
  if (event === 'witness-split-view')
    log.error(facts, 'witness-split-view: the witness knows another history of this ledger');
  else log[event === 'witness-reached' ? 'info' : 'warn'](facts, event);
}

/** Characters of a piece: escaped as JSON they may be six times as many bytes, and fit an entry. */
const PIECE = 10_000;

/** The `config` entries of a configuration: one, or several where it is too long. */
export function configEntries(described: Record<string, unknown>): ConfigData[] {
  const text = JSON.stringify(described);
  if (text.length <= PIECE) return [{ config: described }];
  const parts = Math.ceil(text.length / PIECE);
  return Array.from({ length: parts }, (_, at) => ({
    part: at + 1,
    parts,
    text: text.slice(at * PIECE, (at + 1) * PIECE),
  }));
}
