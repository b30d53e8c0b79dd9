/** Opens the ledger. */
import { SetupError } from '../errors.ts';
import type { SigningKeyData } from '../types.ts';
import { acceptOrRefuse } from './accept-clock.ts';
import { Checkpointer } from './checkpoints/checkpointer.ts';
import {
  loadSigningKeys,
  settleSigners,
  signerOf,
  type Signers,
} from './checkpoints/signing-keys.ts';
import { TileWriter, takePartialTiles } from './checkpoints/tile-writer.ts';
import { Clock } from './clock.ts';
import type { Ledger, LedgerOptions } from './contract.ts';
import { serialiseEntry, type Unchained } from './entry.ts';
import { FileLedger } from './file-ledger.ts';
import { interruptedOutcome } from './interrupted.ts';
import { replayJournal } from './journal/replay.ts';
import { lockUsedDirectory, type DirectoryLock } from './lock.ts';
import { findNewestCheckpoint, type NewestCheckpoint } from './recover/newest-checkpoint.ts';
import { findOpenIntents } from './recover/open-intents.ts';
import { findEnd, type LedgerEnd } from './recover/recover.ts';
import { Upkeep } from './retain/upkeep.ts';
import { SegmentWriter } from './segment-writer.ts';
import { listAllSegments } from './segments.ts';
import { fileStorage } from './storage.ts';
import { HASH_BYTES } from './tree/hash.ts';
import { tilesOfDirectory, tilesOfTree } from './tree/tile-source.ts';

export type { Ledger, LedgerEvent, LedgerOptions, LedgerStatus } from './contract.ts';

type Complete = LedgerOptions & Required<Pick<LedgerOptions, 'now' | 'log' | 'storage'>>;

/**
 * Opens a ledger, recovering from a crash: cuts off an end that is not whole and closes the intents
 * that have no outcome. Where the key that signs is new it says so in the ledger. The caller then
 * appends `start`.
 * Throws SetupError where the directory cannot be used, is in use, or is not as it was written, where
 * the key does not fit, and where the clock is behind the last entry.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { dir, storage = fileStorage, now = () => new Date(), log = () => undefined } = options;
  await storage.makeDirectory(dir).catch((error: Error) => {
    throw unusable(dir, error);
  });
  const lock = await lockUsedDirectory(dir);
  const undo: (() => void | Promise<void>)[] = [() => lock.release()];
  try {
    return await open({ ...options, storage, now, log }, lock, undo);
  } catch (error) {
    for (const step of undo.toReversed()) await step();
    throw error instanceof SetupError ? error : unusable(dir, error as Error);
  }
}

async function open(
  options: Complete,
  lock: DirectoryLock,
  undo: (() => void | Promise<void>)[],
): Promise<Ledger> {
  const { dir, storage, log, signingKey } = options;
  await replayJournal(storage, dir);
  const newest = await findNewestCheckpoint(dir);
  const isNew = newest === undefined && (await listAllSegments(dir)).length === 0;
  const keys = await loadSigningKeys(options, storage, isNew);
  // Before anything is held against it.
  const note = newest?.signed.note;
  if (note !== undefined) signerOf(note, keys.keys, signingKey);
  const tiles = new TileWriter(storage, dir);
  const end = await findEnd(dir, tiles, newest);
  const signers = settleSigners(keys, signingKey, note, end.signingKeys);
  log({ event: 'ledger-key', vkey: signers.signer.vkey, file: signingKey, made: keys.made });
  const clock = new Clock(options.now, end.position.head.time);
  const accepted = acceptOrRefuse(clock, options);

  const parts = {
    options,
    clock,
    ...connect(options, { end, tiles, newest, signers, clock, lock }),
  };
  const { writer, checkpointer } = parts;
  undo.push(
    () => writer.close(),
    () => checkpointer.release(),
  );
  await writer.open();
  await checkpointer.open();
  await writeFound(parts, accepted, end.tornBytes, signers.entry);
  // Those that a crash has lost, too.
  await tiles.flush(takePartialTiles(end.tree));
  await checkpointer.sign();
  const ledger = new FileLedger({ ...parts, lock });
  parts.failing.report = (error) => ledger.fail(error);
  lock.onLost((error) => ledger.fail(error));
  return ledger;
}

interface Found {
  end: LedgerEnd;
  tiles: TileWriter;
  newest: NewestCheckpoint | undefined;
  signers: Signers;
  clock: Clock;
  lock: DirectoryLock;
}

/** The parts that write: entries, then tiles and checkpoints over them, and what is done beside. */
function connect(options: Complete, { end, tiles, newest, signers, clock, lock }: Found) {
  const { dir, storage } = options;
  const { tree, position, expiries } = end;
  // Until the ledger is open a failure ends the opening.
  const failing: { report: (error: Error) => void } = { report: () => undefined };
  const checkpointer: Checkpointer = new Checkpointer({
    dir,
    storage,
    tree,
    tiles,
    newest: newest?.signed,
    file: newest?.file,
    signer: signers.signer,
    cosigners: signers.cosigners,
    segment: () => writer.segment,
    async settle() {
      // Whoever has the directory now signs in it.
      lock.check();
      await writer.settle();
    },
    now: () => clock.peek(),
    failed: (error) => failing.report(error),
    signed: (checkpoint) => options.onCheckpoint?.(checkpoint),
  });
  const upkeep = new Upkeep({ ...options, tree, expiries, written: () => writer.segment });
  const writer: SegmentWriter = new SegmentWriter({
    ...options,
    position,
    lock,
    async closing() {
      await checkpointer.sign();
      upkeep.wake();
    },
    durable(leaves) {
      tree.append(leaves);
      checkpointer.due();
      options.onDurable?.();
    },
  });
  const full = tilesOfDirectory(dir);
  // From memory what is not full, or full and not written yet.
  const tile = tilesOfTree(
    tree,
    async (level, index, width) =>
      tiles.find(level, index)?.subarray(0, width * HASH_BYTES) ??
      (await full(level, index, width)),
  );
  return { checkpointer, upkeep, writer, tile, failing };
}

/** Writes what the opening has to say: a clock that was accepted, what a crash left, a key that is new. */
async function writeFound(
  { options, clock, writer }: { options: Complete; clock: Clock; writer: SegmentWriter },
  accepted: readonly Unchained[],
  tornBytes: number,
  signingKey: SigningKeyData | undefined,
): Promise<void> {
  const open = await findOpenIntents(options.dir);
  const found = [...accepted];
  const time = clock.read();
  if (tornBytes > 0 || open.length > 0) {
    const data = { torn_bytes: tornBytes, interrupted: open.length };
    found.push(serialiseEntry(time, 'recovered', data));
    found.push(...open.map((intent) => interruptedOutcome(time, intent)));
    options.log({ event: 'ledger-recovered', tornBytes, interrupted: open.length });
  }
  if (signingKey) found.push(serialiseEntry(time, 'signing-key', signingKey));
  if (found.length === 0) return;
  const batch = writer.begin(time);
  for (const one of found) batch.add(one);
  await writer.write(batch);
}

function unusable(dir: string, error: Error): SetupError {
  return new SetupError(
    [
      `the ledger ${dir} cannot be written (${error.message}): the gateway's user must own it and its disk have space`,
    ],
    error,
  );
}
