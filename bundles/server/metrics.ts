import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { HistoryEntry } from './history.ts';

/** What became of a change that a caller asked for. */
export type ChangeResult = 'changed' | 'unchanged' | 'refused';

/** What is read from elsewhere at each scrape. */
export interface ServerGauges {
  /** The configured channels: no other is ever a label, or callers could make up time series. */
  channels: readonly string[];
  current: (channel: string) => { entry: HistoryEntry } | undefined;
  waiting: (channel: string) => number;
  storeBytes: () => number;
}

/** Prometheus metrics of one bundle server. No label says who called. */
export interface ServerMetrics {
  registry: Registry;
  changed(channel: string, action: HistoryEntry['action'], result: ChangeResult): void;
  refused(code: string): void;
  /** A client of the channel has its answer. */
  served(channel: string, status: 200 | 304): void;
  /** So many bundles were removed by retention. */
  removed(count: number): void;
}

/** Makes the registry. Names follow Prometheus's conventions (base units, `_total`). */
export function createServerMetrics(gauges: ServerGauges): ServerMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const changes = new Counter({
    name: 'regent_bundle_server_changes_total',
    help: 'Publishes, promotions and rollbacks that were asked for, by what became of them.',
    labelNames: ['channel', 'action', 'result'],
    registers,
  });
  const refusals = new Counter({
    name: 'regent_bundle_server_refusals_total',
    help: 'Requests that were refused or failed, by code.',
    labelNames: ['code'],
    registers,
  });
  const served = new Counter({
    name: 'regent_bundle_server_served_total',
    help: 'Answers to clients that follow a channel: 200 with its bundle, 304 without.',
    labelNames: ['channel', 'status'],
    registers,
  });
  const removed = new Counter({
    name: 'regent_bundle_server_removed_total',
    help: 'Bundles that were removed by retention.',
    registers,
  });
  registerGauges(gauges, registry);
  return {
    registry,
    changed: (channel, action, result) => changes.inc({ channel, action, result }),
    refused: (code) => refusals.inc({ code }),
    served: (channel, status) => served.inc({ channel, status: String(status) }),
    removed: (count) => removed.inc(count),
  };
}

function registerGauges(gauges: ServerGauges, registry: Registry): void {
  const { channels, current, waiting, storeBytes } = gauges;
  const add = (name: string, help: string, labelNames: string[], read: (g: Gauge) => void): void =>
    registry.registerMetric(
      new Gauge({
        name: `regent_bundle_server_${name}`,
        help,
        labelNames,
        registers: [],
        collect() {
          read(this);
        },
      }),
    );
  add('store_bytes', 'Size of all bundles on disk.', [], (gauge) => gauge.set(storeBytes()));
  add(
    'waiting_clients',
    'Clients that wait for the next bundle of a channel.',
    ['channel'],
    (gauge) => channels.forEach((channel) => gauge.set({ channel }, waiting(channel))),
  );
  add(
    'channel_sequence',
    'Sequence of the bundle that a channel has; 0 before the first.',
    ['channel'],
    (gauge) =>
      channels.forEach((channel) => gauge.set({ channel }, current(channel)?.entry.sequence ?? 0)),
  );
  add(
    'channel_info',
    'The bundle that a channel has; always 1.',
    ['channel', 'revision', 'digest'],
    (gauge) => {
      gauge.reset();
      for (const channel of channels) {
        const now = current(channel);
        if (now === undefined) continue;
        const { revision, digest } = now.entry;
        gauge.set({ channel, revision, digest }, 1);
      }
    },
  );
}
