/** The witness answers as C2SP tlog-witness says, code by code. */
import t from 'tap';
import { COSIGNATURE, parseVkey } from '../../../gateway/ledger/notes/keys.ts';
import { parseNote } from '../../../gateway/ledger/notes/note.ts';
import { openNote } from '../../../gateway/ledger/notes/sign.ts';
import { makeDirectory, makeLog, post, startTestWitness } from './support.ts';

t.test('a log is cosigned as it grows', async (t) => {
  const log = makeLog(1000);
  const witness = await startTestWitness(t, log, await makeDirectory(t));
  const key = parseVkey(witness.vkey);
  t.equal(key.type, COSIGNATURE);
  let old = 0;
  for (const size of [0, 1, 1, 300, 1000, 1000]) {
    const answer = await post(witness.url, await log.request(old, size));
    t.equal(answer.status, 200, `${old} to ${size}`);
    const { verified } = openNote(`${await log.note(size)}${answer.text}`, [log.signer, key]);
    t.strictSame(
      verified.map(({ key }) => key.name),
      [log.signer.name, key.name],
    );
    t.ok(Math.abs(verified[1]!.time! - Date.now() / 1000) < 60);
    old = size;
  }
});

t.test('each refusal has its code', async (t) => {
  const log = makeLog(600);
  const witness = await startTestWitness(t, log, await makeDirectory(t));
  const good = await log.request(0, 300);
  const signatures = (note: string) => note.slice(note.indexOf('\n\n— ') + 2);
  t.equal((await post(witness.url, good)).status, 200);

  const bad: [what: string, body: string | Buffer, status: number][] = [
    ['nothing', '', 400],
    ['no old size', good.replace('old 0', 'new 0'), 400],
    ['a leading zero', good.replace('old 0', 'old 00'), 400],
    ['no empty line', good.replace('\n\n', '\n'), 400],
    ['a hash in hex', good.replace('\n', `\n${'ab'.repeat(32)}\n`), 400],
    ['64 hashes', good.replace('\n', `\n${`${'A'.repeat(43)}=\n`.repeat(64)}`), 400],
    ['not UTF-8', Buffer.concat([Buffer.from(good), Buffer.of(0xff)]), 400],
    ['no checkpoint', `old 0\n\ntext\n\n${signatures(good)}`, 400],
    ['old is larger', good.replace('old 0', 'old 301'), 400],
    ['another log', good.replace(/^log\.example\/a$/m, 'log.example/b'), 404],
    ['another key', await makeLog(600).request(0, 300), 403],
    ['a changed root', await changeRoot(good), 403],
    ['a shorter proof', (await log.request(300, 600)).replace(/(old 300\n)[^\n]+\n/, '$1'), 422],
    ['a proof from nothing', (await log.request(300, 600)).replace('old 300', 'old 0'), 409],
  ];
  for (const [what, body, status] of bad)
    t.equal((await post(witness.url, body)).status, status, what);

  const behind = await post(witness.url, await log.request(0, 600));
  t.strictSame(behind, { status: 409, type: 'text/x.tlog.size', text: '300\n' });
  const older = await post(witness.url, await log.request(100, 200));
  t.strictSame(older, { status: 409, type: 'text/x.tlog.size', text: '300\n' });
  t.equal((await post(witness.url, good, '/other')).status, 404);
  t.equal((await fetch(`${witness.url}/add-checkpoint`)).status, 405);
  t.equal((await post(witness.url, await log.request(300, 600))).status, 200, 'and goes on');
});

t.test('an oversized body is not read', async (t) => {
  const log = makeLog(1);
  const witness = await startTestWitness(t, log, await makeDirectory(t));
  t.equal((await post(witness.url, 'a'.repeat(70_000))).status, 413);
});

t.test('a size of nothing with a root of something is refused', async (t) => {
  const log = makeLog(1);
  const witness = await startTestWitness(t, log, await makeDirectory(t));
  const { formatCheckpoint } = await import('../../../gateway/ledger/notes/checkpoint.ts');
  const { signNote } = await import('../../../gateway/ledger/notes/sign.ts');
  const text = formatCheckpoint({ origin: log.signer.name, size: 0, root: Buffer.alloc(32, 1) });
  t.equal((await post(witness.url, `old 0\n\n${signNote(text, log.signer)}`)).status, 409);
});

/** The root with its first byte changed, under the signature of the one before. */
async function changeRoot(body: string): Promise<string> {
  const root = parseNote(body.slice(body.indexOf('\n\n') + 2)).text.split('\n')[2]!;
  return body.replace(root, `${root.startsWith('A') ? 'B' : 'A'}${root.slice(1)}`);
}
