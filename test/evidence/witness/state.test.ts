/** What a witness cosigned it does not forget, and what it cannot remember it does not cosign. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { generateWitnessKey } from '../../../evidence/witness/key.ts';
import { makeDirectory, makeLog, post, startTestWitness } from './support.ts';

t.test('the state outlives the process, with its key', async (t) => {
  const log = makeLog(600);
  const dir = await makeDirectory(t);
  const before = await startTestWitness(t, log, dir);
  t.equal((await post(before.url, await log.request(0, 300))).status, 200);
  await before.stop();
  const after = await startTestWitness(t, log, dir);
  t.equal(after.vkey, before.vkey);
  t.equal((await post(after.url, await log.request(0, 600))).text, '300\n');
  t.equal((await post(after.url, await log.request(300, 300))).status, 200, 'the same again');
  t.equal((await post(after.url, await log.request(300, 600))).status, 200);
  for (const name of readdirSync(dir)) t.equal(statSync(join(dir, name)).mode & 0o77, 0, name);
});

t.test('a damaged state is not taken for none', async (t) => {
  const log = makeLog(600);
  const dir = await makeDirectory(t);
  const witness = await startTestWitness(t, log, dir);
  await post(witness.url, await log.request(0, 300));
  await witness.stop();
  const file = join(
    dir,
    readdirSync(dir).find((name) => name.endsWith('.checkpoint'))!,
  );
  const bytes = readFileSync(file);
  for (const damaged of [Buffer.alloc(0), bytes.subarray(0, 20), Buffer.alloc(bytes.length)]) {
    writeFileSync(file, damaged);
    await t.rejects(startTestWitness(t, log, dir), /restore the file/);
  }
});

t.test('two witnesses do not share a state', async (t) => {
  const log = makeLog(1);
  const dir = await makeDirectory(t);
  await startTestWitness(t, log, dir);
  await t.rejects(startTestWitness(t, log, dir), /in use/);
});

t.test('nothing is cosigned that cannot be kept', async (t) => {
  const log = makeLog(600);
  const dir = await makeDirectory(t);
  const witness = await startTestWitness(t, log, dir);
  await post(witness.url, await log.request(0, 300));
  const name = readdirSync(dir).find((name) => name.endsWith('.checkpoint'))!;
  // Stops root too, who writes where nobody may.
  mkdirSync(join(dir, `${name}.tmp`));
  const answer = await post(witness.url, await log.request(300, 600));
  t.equal(answer.status, 500);
  t.notMatch(answer.text, '—');
  t.equal(witness.events.at(-1)?.event, 'witness-failed');
  rmdirSync(join(dir, `${name}.tmp`));
  t.equal((await post(witness.url, await log.request(300, 600))).status, 200, 'then it goes on');
});

t.test('a key is made once and never overwritten', async (t) => {
  const file = join(await makeDirectory(t), 'keys', 'key.pem');
  const { vkey } = await generateWitnessKey('w.example', file);
  t.match(vkey, /^w\.example\+[0-9a-f]{8}\+B/);
  t.equal(statSync(file).mode & 0o777, 0o600);
  await t.rejects(generateWitnessKey('w.example', file), /never overwritten/);
});
