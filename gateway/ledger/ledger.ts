/** Opens the ledger. */
import { SetupError } from '../errors.ts';
import { acceptOrRefuse } from './accept-clock.ts';
import { Checkpointer } from './checkpoints/checkpointer.ts';
import { loadSigningKeys, settleSigners, signerOf } from './checkpoints/signing-keys.ts';
import { TileWriter, takePartialTiles } from './checkpoints/tile-writer.ts';
import { Clock } from './clock.ts';
import type { Ledger, LedgerOptions } from './contract.ts';
import { serialiseEntry, type Unchained } from './entry.ts';
import { FileLedger, type LedgerParts } from './file-ledger.ts';
import { interruptedOutcome } from './interrupted.ts';
import { lockDirectory } from './lock.ts';
import { findNewestCheckpoint } from './recover/newest-checkpoint.ts';
import { findOpenIntents } from './recover/open-intents.ts';
import { findEnd } from './recover/recover.ts';
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
  const unlock = lockDirectory(dir);
  const undo = [unlock];
  try {
    return await open({ ...options, storage, now, log }, unlock, undo);
  } catch (error) {
    for (const step of undo.toReversed()) await step();
    throw error instanceof SetupError ? error : unusable(dir, error as Error);
  }
}

async function open(
  options: Complete,
  unlock: () => void,
  undo: (() => void | Promise<void>)[],
): Promise<Ledger> {
  const { dir, storage, log, signingKey } = options;
  const newest = await findNewestCheckpoint(dir);
  const isNew = newest === undefined && (await listAllSegments(dir)).length === 0;
  const keys = await loadSigningKeys(options, storage, isNew);
  // Before anything is held against it.
  if (newest) signerOf(newest.signed.note, keys.keys, signingKey);
  const tiles = new TileWriter(storage, dir);
  const end = await findEnd(dir, tiles, newest);
  const { signer, cosigners, entry } = settleSigners(
    keys,
    signingKey,
    newest?.signed.note,
    end.signingKeys,
  );
  log({ event: 'ledger-key', vkey: signer.vkey, file: signingKey, made: keys.made });
  const clock = new Clock(options.now, end.position.head.time);
  const accepted = acceptOrRefuse(clock, options);

  let ledger: FileLedger | undefined;
  const { tree } = end;
  const checkpointer: Checkpointer = new Checkpointer({
    dir,
    storage,
    tree,
    tiles,
    newest: newest?.signed,
    file: newest?.file,
    signer,
    cosigners,
    segment: () => writer.segment,
    now: () => clock.peek(),
    failed: (error) => ledger?.fail(error),
    signed: (checkpoint) => options.onCheckpoint?.(checkpoint),
  });
  const upkeep = new Upkeep({
    ...options,
    tree,
    expiries: end.expiries,
    written: () => writer.segment,
  });
  const writer: SegmentWriter = new SegmentWriter({
    ...options,
    position: end.position,
    async closing() {
      await checkpointer.sign();
      upkeep.wake();
    },
    durable(leaves) {
      for (const leaf of leaves) tree.append(leaf);
      checkpointer.due();
    },
  });
  undo.push(() => writer.close());
  await writer.open();
  await checkpointer.open();
  const open = await findOpenIntents(dir);
  const found: Unchained[] = [...accepted];
  const time = clock.read();
  if (end.tornBytes > 0 || open.length > 0) {
    const data = { torn_bytes: end.tornBytes, interrupted: open.length };
    found.push(serialiseEntry(time, 'recovered', data));
    found.push(...open.map((intent) => interruptedOutcome(time, intent)));
    log({ event: 'ledger-recovered', tornBytes: end.tornBytes, interrupted: open.length });
  }
  if (entry) found.push(serialiseEntry(time, 'signing-key', entry));
  if (found.length > 0) {
    const batch = writer.begin(time);
    for (const one of found) batch.add(one);
    await writer.write(batch);
  }
  undo.push(() => checkpointer.close().catch(() => undefined));
  // Those that a crash has lost, too.
  await tiles.flush(takePartialTiles(tree));
  await checkpointer.sign();
  const full = tilesOfDirectory(dir);
  const parts: LedgerParts = {
    options,
    clock,
    writer,
    checkpointer,
    upkeep,
    // From memory what is not full, or full and not written yet.
    tile: tilesOfTree(
      tree,
      async (level, index, width) =>
        tiles.find(level, index)?.subarray(0, width * HASH_BYTES) ??
        (await full(level, index, width)),
    ),
    unlock,
  };
  ledger = new FileLedger(parts);
  return ledger;
}

function unusable(dir: string, error: Error): SetupError {
  return new SetupError(
    [
      `the ledger ${dir} cannot be written (${error.message}): the gateway's user must own it and its disk have space`,
    ],
    error,
  );
}
