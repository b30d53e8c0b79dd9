/** A log that signs checkpoints, and a witness on a real socket. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { WitnessConfig } from '../../../evidence/witness/load-config.ts';
import { startWitness, type WitnessServerEvent } from '../../../evidence/witness/start.ts';
import { formatCheckpoint } from '../../../gateway/ledger/notes/checkpoint.ts';
import {
  ED25519,
  generatePrivateKey,
  noteSigner,
  readPrivateKey,
} from '../../../gateway/ledger/notes/keys.ts';
import { signNote } from '../../../gateway/ledger/notes/sign.ts';
import { hashLeaf } from '../../../gateway/ledger/tree/hash.ts';
import { consistencyProof, rootAt, type HashReader } from '../../../gateway/ledger/tree/proofs.ts';
import { readTiles } from '../../../gateway/ledger/tree/tile-reader.ts';
import { tilesOfMap, tilesOfTree } from '../../../gateway/ledger/tree/tile-source.ts';
import { tilePath } from '../../../gateway/ledger/tree/tiles.ts';
import { Tree } from '../../../gateway/ledger/tree/tree.ts';

/** The origin of the logs. */
export const ORIGIN = 'log.example/a';

/** A log of `size` entries, whose entries are others from `forkAt` on where it is another `history`. */
export function makeLog(size: number, history = 'a', forkAt = 0, key = generatePrivateKey()) {
  const signer = noteSigner(ORIGIN, ED25519, readPrivateKey(key));
  const tiles = new Map<string, Buffer>();
  const tree = new Tree((level, index, bytes) => {
    tiles.set(tilePath(level, index), bytes);
  });
  for (let index = 0; index < size; index += 1)
    tree.append(hashLeaf(Buffer.from(`${index < forkAt ? 'common' : history} ${index}`)));
  const hashes = (): HashReader => readTiles(size, tilesOfTree(tree, tilesOfMap(tiles)));
  return {
    key,
    signer,
    hashes,
    async note(at: number): Promise<string> {
      const root = await rootAt(at, hashes());
      return signNote(formatCheckpoint({ origin: ORIGIN, size: at, root }), signer);
    },
    /** The body of a request `add-checkpoint`. */
    async request(old: number, at: number): Promise<string> {
      const proof = await consistencyProof(old, at, hashes());
      const lines = proof.map((hash) => `${hash.toString('base64')}\n`).join('');
      return `old ${old}\n${lines}\n${await this.note(at)}`;
    },
  };
}

/** A directory that goes with the test. */
export async function makeDirectory(t: Test): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'regent-witness-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Starts a witness of the log; it ends with the test, or by `stop`. */
export async function startTestWitness(
  t: Test,
  { signer }: Pick<ReturnType<typeof makeLog>, 'signer'>,
  stateDir: string,
  port = 0,
) {
  const events: WitnessServerEvent[] = [];
  const config: WitnessConfig = {
    listen: { host: '127.0.0.1', port },
    name: 'witness.example/w1',
    keyFile: join(stateDir, 'key.pem'),
    stateDir,
    logs: new Map([[ORIGIN, [signer]]]),
    logLevel: 'info',
  };
  const running = await startWitness(config, (event) => events.push(event));
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= running.stop());
  t.teardown(stop);
  return { ...running, stop, events };
}

/** Posts a body; status, type and text of the answer. */
export async function post(url: string, body: string | Buffer, path = '/add-checkpoint') {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { connection: 'close' },
  });
  const { status, headers } = response;
  return { status, type: headers.get('content-type'), text: await response.text() };
}
