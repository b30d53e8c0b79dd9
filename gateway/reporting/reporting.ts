/** Uploads status and decisions in the format of OPA. */
import { join } from 'node:path';
import type { Reporting, ReportingOptions, Tuning } from './contract.ts';
import { parseErasures } from './erase.ts';
import type { Receiver } from './send.ts';
import { LogUpload } from './upload-logs.ts';
import { StatusUpload } from './upload-status.ts';

export type { Counted, Reporting, ReportingOptions, ReportingState } from './contract.ts';

const TUNING: Tuning = {
  timeout: 30_000,
  firstPause: 500,
  lastPause: 60_000,
  statusEvery: 30_000,
};

/** Starts the uploads that the configuration asks for. They run beside everything else. */
export function startReporting(options: ReportingOptions): Reporting {
  const { config, gateway, log, ledger, count = () => undefined } = options;
  const tuning = { ...TUNING, ...options.tuning };
  const abort = new AbortController();
  const { signal } = abort;
  const pauses = { first: tuning.firstPause, last: tuning.lastPause };
  const receiver = (path: string): Receiver => ({
    url: config.url + path,
    ...(config.token && { token: config.token }),
    timeout: tuning.timeout,
  });
  const logs = config.decisionLogs
    ? new LogUpload({
        receiver: receiver('/logs'),
        ledger,
        file: join(options.dir, 'position.json'),
        labels: { ...config.labels, ...gateway },
        erasures: parseErasures(config.erase),
        delay: config.delay,
        uploadBytes: config.uploadBytes,
        pauses,
        count,
        log,
        signal,
      })
    : undefined;
  const status = config.status
    ? new StatusUpload({
        receiver: receiver('/status'),
        status: options.status,
        every: tuning.statusEvery,
        pauses,
        log,
        signal,
      })
    : undefined;
  const running = Promise.all([logs?.run(), status?.run()]);
  return {
    statusChanged: () => status?.changed(),
    state: () => ({
      ...(logs && { decision_logs: logs.state }),
      ...(status && { status: status.state }),
    }),
    async close() {
      abort.abort();
      await running;
    },
  };
}
