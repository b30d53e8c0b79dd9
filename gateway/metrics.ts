import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { ChannelState } from './notify/notify.ts';
import { registerLedgerGauges, type LedgerGauges } from './metrics-ledger.ts';

/** The steps that are timed; the names are those of the pipeline. */
export type StepName =
  | 'accept'
  | 'identify'
  | 'receive'
  | 'describe'
  | 'decide'
  | 'ask'
  | 'intend'
  | 'forward'
  | 'redact'
  | 'record';

/** What is read from elsewhere at each scrape. */
export interface Gauges extends LedgerGauges {
  held: () => number;
  bundle: () => { revision: string; digest: string };
  notifications: () => ChannelState[];
}

/** Prometheus metrics of one gateway. */
export interface Metrics {
  registry: Registry;
  decided(connection: string, action: string, reasons: readonly string[]): void;
  refused(code: string): void;
  upstreamFailed(connection: string, code: string): void;
  bundleSettled(result: 'activated' | 'refused'): void;
  shadowCompared(result: string, kinds: readonly string[]): void;
  reported(result: string, decisions: number): void;
  brokeGlass(): void;
  notified(channel: string, result: string): void;
  took(step: StepName, milliseconds: number): void;
  answered(connection: string, status: number, milliseconds: number): void;
}

/** A policy that builds reasons from requests must not be able to fill the memory with time series. */
const MAX_REASONS = 200;

/** Buckets in seconds: policy work lies in microseconds, upstreams in seconds. */
const BUCKETS = [
  0.000_025, 0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30,
];

/** Makes the registry. Names follow Prometheus's conventions (base units, `_total`). */
export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const decisions = new Counter({
    name: 'regent_decisions_total',
    help: 'Decisions by action and reason; one decision counts once for each of its reasons.',
    labelNames: ['connection', 'action', 'reason'],
    registers,
  });
  const refusals = new Counter({
    name: 'regent_refusals_total',
    help: 'Requests that ended in an error of the gateway, by code.',
    labelNames: ['code'],
    registers,
  });
  const upstreamErrors = new Counter({
    name: 'regent_upstream_errors_total',
    help: 'Calls of the upstream that failed, by code.',
    labelNames: ['connection', 'code'],
    registers,
  });
  const bundles = new Counter({
    name: 'regent_bundles_total',
    help: 'Bundles that were offered since the start, by what became of them.',
    labelNames: ['result'],
    registers,
  });
  const shadowComparisons = new Counter({
    name: 'regent_shadow_comparisons_total',
    help: 'Decisions that a candidate was to be asked too, by what became of it.',
    labelNames: ['result'],
    registers,
  });
  const shadowDifferences = new Counter({
    name: 'regent_shadow_differences_total',
    help: 'Decisions that a candidate would have made otherwise, by kind; one may have several.',
    labelNames: ['kind'],
    registers,
  });
  const reported = new Counter({
    name: 'regent_reporting_decisions_total',
    help: 'Decisions that were to be uploaded, by what became of it.',
    labelNames: ['result'],
    registers,
  });
  const brokeGlass = new Counter({
    name: 'regent_break_glass_total',
    help: 'Requests that passed by break-glass since the start.',
    registers,
  });
  const notified = new Counter({
    name: 'regent_notifications_total',
    help: 'Messages on approvals, and attempts that failed, by what became of them.',
    labelNames: ['channel', 'result'],
    registers,
  });
  const steps = new Histogram({
    name: 'regent_step_duration_seconds',
    help: 'Time in each step of the pipeline.',
    labelNames: ['step'],
    buckets: BUCKETS,
    registers,
  });
  const requests = new Histogram({
    name: 'regent_request_duration_seconds',
    help: 'Time from the accepted request to the end of its answer.',
    labelNames: ['connection', 'status'],
    buckets: BUCKETS,
    registers,
  });
  registerGauges(gauges, registers);
  const stepTimers = new Map<StepName, Histogram.Internal<'step'>>();
  const reasonsSeen = new Set<string>();

  return {
    registry,
    decided(connection, action, reasons) {
      for (const reason of reasons.length === 0 ? ['none'] : reasons) {
        if (reasonsSeen.size < MAX_REASONS) reasonsSeen.add(reason);
        decisions.inc({ connection, action, reason: reasonsSeen.has(reason) ? reason : 'other' });
      }
    },
    refused: (code) => refusals.inc({ code }),
    upstreamFailed: (connection, code) => upstreamErrors.inc({ connection, code }),
    bundleSettled: (result) => bundles.inc({ result }),
    shadowCompared(result, kinds) {
      shadowComparisons.inc({ result });
      for (const kind of kinds) shadowDifferences.inc({ kind });
    },
    reported: (result, decisions) => reported.inc({ result }, decisions),
    brokeGlass: () => brokeGlass.inc(),
    notified: (channel, result) => notified.inc({ channel, result }),
    took(step, milliseconds) {
      let timer = stepTimers.get(step);
      if (!timer) stepTimers.set(step, (timer = steps.labels({ step })));
      timer.observe(milliseconds / 1000);
    },
    answered(connection, status, milliseconds) {
      requests.observe({ connection, status: String(status) }, milliseconds / 1000);
    },
  };
}

function registerGauges(gauges: Gauges, registers: Registry[]): void {
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('regent_approvals_held', 'Requests that wait for a person now.', gauges.held);
  registerLedgerGauges(gauges, registers);
  registerChannelGauges(gauges.notifications, registers);
  const bundle = new Gauge({
    name: 'regent_bundle_info',
    help: 'The active bundle; always 1.',
    labelNames: ['revision', 'digest'],
    registers: [],
    collect() {
      this.reset();
      this.set(gauges.bundle(), 1);
    },
  });
  for (const registry of registers) registry.registerMetric(bundle);
}

function registerChannelGauges(read: Gauges['notifications'], registers: Registry[]): void {
  const gauges = [
    ['queued', 'Messages that wait to be sent, by channel.'],
    ['dead', 'Messages that were given up and can be sent again, by channel.'],
  ] as const;
  for (const [number, help] of gauges) {
    void new Gauge({
      name: `regent_notifications_${number}`,
      help,
      labelNames: ['channel'],
      registers,
      collect() {
        for (const state of read()) this.set({ channel: state.channel }, state[number]);
      },
    });
  }
}
