/** Metrics of the ledger, its checkpoints and witnesses. */
import { Gauge, type Registry } from 'prom-client';
import type { WitnessStatus } from './ledger/checkpoints/follow-witness.ts';
import type { LedgerHead, LedgerStatus } from './ledger/contract.ts';

/** What is read of the ledger at each scrape. */
export interface LedgerGauges {
  ledger: () => LedgerStatus & LedgerHead;
  witnesses: () => WitnessStatus[];
}

/** Adds the gauges to the registers. */
export function registerLedgerGauges(
  { ledger, witnesses }: LedgerGauges,
  registers: Registry[],
): void {
  const gauges: [name: string, help: string, read: () => number][] = [
    [
      'regent_ledger_lag_entries',
      'Entries handed to the ledger and not yet durable.',
      () => ledger().lag,
    ],
    [
      'regent_ledger_writable',
      '1 while the ledger can be written, else 0.',
      () => Number(ledger().writable),
    ],
    ['regent_ledger_entries', 'Durable entries of the ledger.', () => ledger().size],
    [
      'regent_ledger_signed_entries',
      'Entries that the newest checkpoint covers.',
      () => ledger().checkpoint?.size ?? 0,
    ],
    [
      'regent_ledger_checkpoint_age_seconds',
      'Age of the newest checkpoint; it grows while nothing is written.',
      () => ageOf(ledger().checkpoint?.time),
    ],
  ];
  for (const [name, help, read] of gauges)
    makeGauge(name, help, registers, (gauge) => gauge.set(read()));

  const label: [name: string, help: string, read: (status: WitnessStatus) => number][] = [
    [
      'regent_ledger_witness_entries',
      'Entries of the newest checkpoint that the witness cosigned; -1 before the first.',
      ({ size }) => size,
    ],
    [
      'regent_ledger_witness_failing',
      '1 while the witness does not cosign, else 0.',
      ({ error }) => Number(error !== undefined),
    ],
    [
      'regent_ledger_witness_split',
      '1 where the witness knows another history of the ledger, else 0.',
      ({ split }) => Number(split),
    ],
  ];
  for (const [name, help, read] of label)
    makeGauge(
      name,
      help,
      registers,
      (gauge) => {
        for (const status of witnesses()) gauge.set({ witness: status.name }, read(status));
      },
      ['witness'],
    );
}

function makeGauge(
  name: string,
  help: string,
  registers: Registry[],
  collect: (gauge: Gauge) => void,
  labelNames: string[] = [],
): Gauge {
  return new Gauge({
    name,
    help,
    labelNames,
    registers,
    collect() {
      collect(this);
    },
  });
}

function ageOf(time: string | undefined): number {
  return time === undefined ? 0 : Math.max(0, Date.now() - Date.parse(time)) / 1000;
}
