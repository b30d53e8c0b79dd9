/** The witness as a server. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mkdirSync } from 'node:fs';
import { listen, type Listener } from '../../bundles/server/listen.ts';
import { SetupError } from '../../gateway/errors.ts';
import { lockDirectory } from '../../gateway/ledger/lock.ts';
import { loadWitnessKey } from './key.ts';
import type { WitnessConfig } from './load-config.ts';
import { WitnessStore } from './store.ts';
import { Witness, type WitnessEvent } from './witness.ts';
import { readLimited } from '../../gateway/read-limited.ts';

/** A checkpoint with 64 signatures and a proof of 63 hashes has less. */
const MAX_BODY = 64 * 1024;
const REQUEST_TIMEOUT = 10_000;
const MAX_CONNECTIONS = 1000;

/** What the server tells the operator. */
export type WitnessServerEvent =
  | WitnessEvent
  | { event: 'witness-listening'; url: string; vkey: string; keyMade: boolean }
  | { event: 'witness-failed'; error: Error };

/** A witness that listens. */
export interface RunningWitness {
  url: string;
  /** The key that ledgers and auditors are given. */
  vkey: string;
  stop(): Promise<void>;
}

/** Starts a witness. Throws a SetupError. */
export async function startWitness(
  config: WitnessConfig,
  report: (event: WitnessServerEvent) => void,
): Promise<RunningWitness> {
  const unlock = lockState(config.stateDir);
  let listener: Listener;
  try {
    const { signer, made } = await loadWitnessKey(config.name, config.keyFile);
    const store = await WitnessStore.open(config.stateDir, config.logs.keys());
    const witness = new Witness({ signer, logs: config.logs, store, report });
    const options = {
      at: config.listen,
      requestTimeout: REQUEST_TIMEOUT,
      maxConnections: MAX_CONNECTIONS,
    };
    listener = await listen(options, (req, res) => void answer(witness, req, res, report));
    report({ event: 'witness-listening', url: listener.url, vkey: signer.vkey, keyMade: made });
    return {
      url: listener.url,
      vkey: signer.vkey,
      async stop() {
        await listener.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Two witnesses on one state would each cosign a history of its own. */
function lockState(dir: string): () => void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  try {
    const held = lockDirectory(dir);
    return () => held.release();
  } catch (error) {
    throw new SetupError([`the witness's state ${dir} is in use, or cannot be locked`], error);
  }
}

async function answer(
  witness: Witness,
  req: IncomingMessage,
  res: ServerResponse,
  report: (event: WitnessServerEvent) => void,
): Promise<void> {
  try {
    const path = req.url?.split('?', 1)[0];
    if (path !== '/add-checkpoint') return send(res, 404, 'there is only /add-checkpoint\n');
    if (req.method !== 'POST') return send(res, 405, 'use POST\n', { allow: 'POST' });
    const body = await readLimited(req as AsyncIterable<Buffer>, MAX_BODY);
    if (!body) return send(res, 413, 'the body is too large\n', { connection: 'close' });
    const { status, type, body: text } = await witness.addCheckpoint(body);
    send(res, status, text, { 'content-type': type });
  } catch (error) {
    // A client that went away is no fault of ours.
    if (!res.destroyed) report({ event: 'witness-failed', error: error as Error });
    if (!res.headersSent) send(res, 500, 'the witness failed; try again later\n');
  }
}

function send(
  res: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
  res.end(body);
}
