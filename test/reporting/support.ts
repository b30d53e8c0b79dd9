/** A real ledger, a real receiver, and uploads between them. */
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { Test } from 'tap';
import { openLedger, type Ledger } from '../../gateway/ledger/ledger.ts';
import type { Reporting, ReportingOptions, Tuning } from '../../gateway/reporting/contract.ts';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import { startReporting } from '../../gateway/reporting/reporting.ts';
import type { ReportingConfig } from '../../gateway/types.ts';
import { sampleInput, type InputOverrides } from '../helpers/input.ts';
import { TEST_KEY, TestWriter, uuidOf, type TestDecision } from '../helpers/sealed.ts';

export { uuidOf };

export { until } from '../helpers/until.ts';

/** An event as it was uploaded. */
export type Uploaded = Record<string, unknown> & { decision_id: string };

/** A server that takes what is uploaded. */
export interface Receiver {
  url: string;
  /** Of all uploads that were taken, in order. */
  events: Uploaded[];
  statuses: Record<string, unknown>[];
  /** Of all uploads of decisions, taken or not: compressed length, JSON text, request headers. */
  uploads: { bytes: number; text: string; headers: Record<string, unknown> }[];
  /** Answers instead of taking; undefined takes. Gets the number of the upload, from 1, and its events. */
  refuse?: ((res: ServerResponse, number: number, events: Uploaded[]) => void) | undefined;
  /** Called instead of any answer. */
  hold?: () => void;
  close(): Promise<void>;
}

/** Starts a receiver, on a given port where it is to come back there; it ends with the test. */
export async function startReceiver(t: Test, port = 0): Promise<Receiver> {
  const answer: RequestListener = (req, res) => {
    void buffer(req).then((body) => {
      if (receiver.hold) {
        receiver.hold();
        return;
      }
      if (req.url === '/status') {
        receiver.statuses.push(JSON.parse(body.toString()) as Record<string, unknown>);
        res.end();
        return;
      }
      const text = gunzipSync(body).toString();
      const events = JSON.parse(text) as Uploaded[];
      receiver.uploads.push({
        bytes: body.length,
        text,
        headers: { ...req.headers, url: req.url },
      });
      if (receiver.refuse) {
        receiver.refuse(res, receiver.uploads.length, events);
        if (res.destroyed || res.headersSent || res.socket?.destroyed !== false) return;
      }
      receiver.events.push(...events);
      res.end();
    });
  };
  const server = createServer(answer);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    if (server.listening) await once(server, 'close');
  };
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const receiver: Receiver = { url, events: [], statuses: [], uploads: [], close };
  t.teardown(close);
  return receiver;
}

/** Opens a ledger in `ledger` below the directory; it ends with the test. */
export async function openTestLedger(
  t: Test,
  dir: string,
  segmentBytes = 20_000,
): Promise<TestLedger> {
  const ledger = await openLedger({
    dir: join(dir, 'ledger'),
    segmentBytes,
    segmentAge: 1e9,
    origin: 'regent/g1',
    signingKey: join(dir, 'checkpoint.pem'),
    gateway: 'g1',
    refusalsPerSecond: 10,
  });
  t.teardown(() => ledger.close());
  const writer = await TestWriter.open(ledger, join(dir, 'ledger'));
  return { ledger, writer, status: () => ledger.status(), close: () => ledger.close() };
}

/** A ledger, and what writes sealed entries to it. */
export interface TestLedger extends Pick<Ledger, 'status' | 'close'> {
  ledger: Ledger;
  writer: TestWriter;
}

const bundle = { revision: 'r1', digest: `sha256:${'a'.repeat(64)}` };

/** What is recorded before a request is forwarded. */
export function intent(name: string, overrides: InputOverrides = {}): Required<TestDecision> {
  return {
    id: uuidOf(name),
    input: sampleInput(overrides),
    decision: { action: 'allow' as const, reasons: ['test'] },
    bundle,
  };
}

/** Records requests `first` to `last`, each with its outcome; gives the ids. */
export async function recordRequests({ writer }: TestLedger, first: number, last: number) {
  const names = Array.from(
    { length: last - first + 1 },
    (_, index) => `id-${String(first + index)}`,
  );
  for (const name of names) {
    await writer.intent(intent(name));
    await writer.outcome(uuidOf(name));
  }
  return names.map(uuidOf);
}

/** Uploads under test, and what they told. */
export interface TestReporting {
  reporting: Reporting;
  logged: { message: string; facts: object }[];
  counted: [string, number][];
}

/** What may be otherwise. */
export interface Settings {
  config?: Partial<ReportingConfig>;
  tuning?: Partial<Tuning>;
  status?: () => object;
  durable?: () => number;
}

/** Starts uploads of the ledger below the directory; they end with the test. */
export function startTestReporting(
  t: Test,
  dir: string,
  url: string,
  ledger: Pick<Ledger, 'status'>,
  settings: Settings = {},
): TestReporting {
  const logged: TestReporting['logged'] = [];
  const counted: TestReporting['counted'] = [];
  const options: ReportingOptions = {
    config: { ...CONFIG, url, status: false, ...settings.config },
    gateway: { id: 'g1', version: '0.1.0' },
    ledger: {
      dir: join(dir, 'ledger'),
      durable: settings.durable ?? (() => ledger.status().seq),
      reader: new Reader({ dir: join(dir, 'ledger'), keks: [TEST_KEY] }),
    },
    dir: join(dir, 'reporting'),
    status: settings.status ?? (() => ({})),
    count: (what, number) => counted.push([what, number]),
    log: (_level, facts, message) => logged.push({ message, facts }),
    tuning: { firstPause: 10, lastPause: 50, ...settings.tuning },
  };
  const reporting = startReporting(options);
  t.teardown(() => reporting.close());
  return { reporting, logged, counted };
}

const CONFIG: Omit<ReportingConfig, 'url'> = {
  status: true,
  decisionLogs: true,
  delay: 20,
  uploadBytes: 32_768,
  erase: [],
  labels: { region: 'eu' },
};

/** The ids of events, each once, in the order of their first upload. */
export function idsOf(events: Uploaded[]): string[] {
  return [...new Set(events.map((event) => event.decision_id))];
}
