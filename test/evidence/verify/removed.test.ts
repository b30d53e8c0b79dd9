/** Ledgers from whose middle retention removed what other entries refer to: nothing of it is a fault, and no more is believed than must be. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { exportArchive } from '../../../evidence/export/export.ts';
import type { Fault } from '../../../evidence/verify/faults.ts';
import { verifyLedger } from '../../../evidence/verify/verify.ts';
import { requireCommand } from '../../helpers/require-command.ts';
import { openArchive, verifyOpen } from '../export/support.ts';
import { exchangeId, LedgerMaker, makeSigner } from '../make-ledger.ts';

const PROGRAM = join(import.meta.dirname, '../../../examples/verify/verify.py');
const first = makeSigner();
const SAID = { reference: 'r', by: 'b', commitment: 'c' };
const ID = 16;
const SLOT = 80;

/** A ledger whose segments these functions fill, and from which those in `removed` were removed afterwards. */
function makeSegments(
  dir: string,
  fill: ((maker: LedgerMaker) => void)[],
  removed: number[],
): LedgerMaker {
  const maker = new LedgerMaker(dir, first);
  maker.add('signing-key', { key: first.vkey });
  const ends = [0];
  for (const each of fill) {
    each(maker);
    maker.rotate();
    ends.push(maker.tree.size);
  }
  for (const at of removed) {
    maker.expire(ends[at]!, ends[at + 1]! - 1);
    maker.rotate();
  }
  maker.add('gap', {});
  maker.checkpoint();
  return maker;
}

async function faultsOf(dir: string, keys = [first.vkey]): Promise<Fault[]> {
  return (await verifyLedger({ dir, keys })).faults;
}

/** Erases the first slot of the first segment. */
function eraseFirst(maker: LedgerMaker, segment = '000000000000'): void {
  const keys = readFileSync(join(maker.dir, `${segment}.keys`));
  maker.write(`${segment}.keys`, keys.fill(0, ID, SLOT));
}

const one = (maker: LedgerMaker): number => maker.add('gap', {});

t.test('the entry that said that others were removed', async (t) => {
  const maker = makeSegments(t.testdir(), [one, one], [0]);
  const rest = join(maker.dir, '000000000000.expired.json');
  const { last, expiry } = JSON.parse(readFileSync(rest, 'utf8')) as Record<string, number>;
  one(maker);
  maker.rotate();
  maker.expire(expiry!, expiry!);
  maker.checkpoint();
  t.ok(expiry! > last!);
  t.match(await faultsOf(maker.dir), [{ fault: 'expired-unsaid', seq: 0, to: last }]);
  const { root } = JSON.parse(readFileSync(rest, 'utf8')) as { root: string };
  maker.add('expiry', { segments: [{ first: 0, last, root }] });
  maker.checkpoint();
  t.strictSame(await faultsOf(maker.dir), [], 'another says so again');
});

t.test('an intent, and an outcome', async (t) => {
  const fill = [
    (maker: LedgerMaker) => maker.intent(1),
    (maker: LedgerMaker) => maker.outcome(1),
    (maker: LedgerMaker) => maker.add('start', {}),
  ];
  for (const removed of [0, 1])
    t.strictSame(await faultsOf(makeSegments(t.testdir(), fill, [removed]).dir), []);
  const [before, , after] = fill;
  const twice = [...fill.slice(0, 2), (maker: LedgerMaker) => maker.outcome(1)];
  const again = makeSegments(t.testdir(), twice, [0]);
  t.match(await faultsOf(again.dir), [{ fault: 'outcome-stray' }], 'it had one');
  const { dir } = makeSegments(t.testdir(), [one, before!, after!], [0]);
  t.match(await faultsOf(dir), [{ fault: 'outcome-missing' }], 'it was not in what is gone');
});

t.test('the entries of an erasure', async (t) => {
  const erasure = exchangeId(77);
  const fill = [
    (maker: LedgerMaker) => [maker.intent(1), maker.outcome(1)],
    (maker: LedgerMaker) =>
      maker.add('erasure', { erasure, state: 'begun', ...SAID, exchanges: [exchangeId(1)] }),
    (maker: LedgerMaker) => maker.add('erasure', { erasure, state: 'done', count: 1 }),
  ];
  const certificate = `certificates/${erasure}.json`;
  const done = 4;
  const certify = async (maker: LedgerMaker): Promise<void> => {
    eraseFirst(maker);
    maker.write(certificate, await maker.certificate(done, SAID));
  };
  const withoutEnd = makeSegments(t.testdir(), fill, [2]);
  await certify(withoutEnd);
  t.strictSame(await faultsOf(withoutEnd.dir), []);
  const out = join(withoutEnd.dir, 'archive.tar');
  await exportArchive({
    dir: withoutEnd.dir,
    keks: [],
    choice: { from: '2026-06-01T00:00:00.000Z' },
    out,
  });
  t.strictSame((await verifyOpen(await openArchive(t, out), [first.vkey])).faults, []);
  if (requireCommand(t, 'python3', 'apt-get install python3'))
    t.match(execFileSync('python3', [PROGRAM, out, first.vkey]).toString(), 'what was written');
  const keys = readFileSync(join(withoutEnd.dir, '000000000000.keys'));
  withoutEnd.write(
    '000000000000.keys',
    Buffer.concat([keys.subarray(0, ID), Buffer.alloc(60, 7), Buffer.alloc(4)]),
  );
  t.match(await faultsOf(withoutEnd.dir), [{ fault: 'slot-not-erased' }], 'wherever its end stood');
  withoutEnd.write('000000000000.keys', keys);
  rmSync(join(withoutEnd.dir, certificate));
  t.match(await faultsOf(withoutEnd.dir), [{ fault: 'certificate-missing', file: certificate }]);
  const withoutBoth = makeSegments(t.testdir(), fill, [1, 2]);
  t.strictSame(await faultsOf(withoutBoth.dir), [], 'no entry says that it was');
  const withoutBegin = makeSegments(t.testdir(), fill, [1]);
  await certify(withoutBegin);
  t.match(await faultsOf(withoutBegin.dir), [{ fault: 'slot-erased' }], 'retention keeps that');
  const before = makeSegments(t.testdir(), [one, fill[0]!], [0]);
  eraseFirst(before, '000000000002');
  t.match(await faultsOf(before.dir), [{ fault: 'slot-erased' }], 'behind what is gone');
});

t.test('a key, which must be known then', async (t) => {
  const second = makeSigner();
  const fill = [one, (m: LedgerMaker) => m.changeKey(second), one];
  const third = (maker: LedgerMaker): void => maker.changeKey(makeSigner());
  for (const last of [one, third]) {
    const { dir } = makeSegments(t.testdir(), [...fill, last], [1]);
    t.strictSame(await faultsOf(dir, [first.vkey, second.vkey]), []);
    t.match(await faultsOf(dir), [{ fault: /unsigned|unknown/ }], 'nobody vouches for it');
  }
  const unnamed = makeSegments(t.testdir(), [one, one], []);
  unnamed.signers = [second];
  one(unnamed);
  unnamed.checkpoint();
  const [fault] = await faultsOf(unnamed.dir, [first.vkey, second.vkey]);
  t.match(fault, { fault: 'checkpoint-unsigned' }, 'where nothing is gone an entry must name it');
  const back = (maker: LedgerMaker): void => {
    maker.signers = [first];
    one(maker);
  };
  const { dir } = makeSegments(t.testdir(), [...fill, back], [1]);
  const detail = `not by ${second.vkey}`;
  const faults = await faultsOf(dir, [first.vkey, second.vkey]);
  t.match(faults[0], { fault: 'checkpoint-unsigned', detail }, 'the one before may not again');
});

t.test('the acceptance of a clock', async (t) => {
  const year = 366 * 86_400_000;
  const fill = [
    (maker: LedgerMaker) => {
      maker.now += year;
      one(maker);
    },
    (maker: LedgerMaker) => {
      maker.now -= year;
      maker.add('clock', {});
    },
    one,
  ];
  const { dir } = makeSegments(t.testdir(), fill, [1]);
  t.strictSame(await faultsOf(dir), []);
  const out = join(dir, 'archive.tar');
  await exportArchive({ dir, keks: [], choice: {}, out });
  t.strictSame((await verifyOpen(await openArchive(t, out), [first.vkey])).faults, []);
  if (requireCommand(t, 'python3', 'apt-get install python3'))
    t.match(execFileSync('python3', [PROGRAM, out, first.vkey]).toString(), 'what was written');
});

t.test('an expiry that would have said so before there was anything to remove', async (t) => {
  const maker = makeSegments(t.testdir(), [one, one], [0]);
  const rest = join(maker.dir, '000000000000.expired.json');
  const text = readFileSync(rest, 'utf8');
  maker.write('000000000000.expired.json', text.replace(/"expiry":\d+/, '"expiry":1'));
  const [fault] = await faultsOf(maker.dir);
  t.match(fault, { fault: 'expired-altered', file: '000000000000.expired.json' });
});

t.test('no entry says that an erasure is done: it is under way', async (t) => {
  const maker = makeSegments(t.testdir(), [one], []);
  maker.write(`certificates/${exchangeId(1)}.unfinished.json`, '{}');
  t.strictSame(await faultsOf(maker.dir), []);
});
