/** A gateway whose configuration names a witness: its checkpoints come back cosigned, and who cuts them short is found out. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { startWitness } from '../../evidence/witness/start.ts';
import { ED25519, noteSigner, parseVkey, readPrivateKey } from '../../gateway/ledger/notes/keys.ts';
import { openNote } from '../../gateway/ledger/notes/sign.ts';
import { fileStorage } from '../../gateway/ledger/storage.ts';
import { loadSigningKeys } from '../../gateway/ledger/checkpoints/signing-keys.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { runRegent } from '../helpers/run-regent.ts';
import { until } from '../helpers/until.ts';
import { scratch } from '../helpers/scratch.ts';

t.test('checkpoints are cosigned', async (t) => {
  const dir = scratch(t);
  const signingKey = join(dir, 'keys', 'checkpoint.pem');
  const log = { signingKey, origin: 'regent/test' };
  await loadSigningKeys(log, fileStorage, true);
  const { vkey } = noteSigner(log.origin, ED25519, readPrivateKey(await readFile(signingKey)));
  const witness = await startWitness(
    {
      listen: { host: '127.0.0.1', port: 0 },
      name: 'witness.example/w1',
      keyFile: join(dir, 'witness.pem'),
      stateDir: join(dir, 'witness'),
      logs: new Map([[log.origin, [parseVkey(vkey)]]]),
      logLevel: 'info',
    },
    () => undefined,
  );
  t.teardown(() => witness.stop());
  const key = parseVkey(witness.vkey);
  const gateway = await startTestGateway({
    stateDir: join(dir, 'state'),
    ledger: { signingKey, witnesses: [{ url: witness.url, vkey: witness.vkey }] },
  });
  t.equal((await gateway.fetch('/svc/x')).status, 200);
  const { length } = await gateway.entries();
  await until(async () => {
    const note = await (await fetch(`${gateway.adminUrl}/ledger/checkpoint`)).text();
    const size = Number(note.split('\n')[1]);
    return size >= length && note.includes(`— ${key.name} `) && isCosigned(note);
  });
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  t.match(metrics, /regent_ledger_witness_failing\{witness="witness\.example\/w1"\} 0/);
  t.match(metrics, /regent_ledger_witness_split\{witness="witness\.example\/w1"\} 0/);
  await gateway.stop();
  const ledger = join(dir, 'state', 'ledger');
  const keys = ['--key', vkey, '--witness', witness.vkey];
  const verified = await runRegent('evidence', 'verify', ledger, ...keys);
  t.equal(verified.code, 0, verified.out + verified.errors);

  function isCosigned(note: string): boolean {
    return openNote(note, [key]).verified.length === 1;
  }
});
