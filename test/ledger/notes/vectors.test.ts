/** Notes, keys, checkpoints and cosignatures that others made. */
import { createPrivateKey } from 'node:crypto';
import t from 'tap';
import { parseCheckpoint } from '../../../gateway/ledger/notes/checkpoint.ts';
import { COSIGNATURE, ED25519, noteSigner, parseVkey } from '../../../gateway/ledger/notes/keys.ts';
import { parseNote } from '../../../gateway/ledger/notes/note.ts';
import { cosign, openNote, signNote, verifySignature } from '../../../gateway/ledger/notes/sign.ts';

t.test('the example of C2SP signed-note', async (t) => {
  const key = parseVkey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
  const note =
    'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
  t.equal(openNote(note, [key]).text, 'This is an example message.\n');
  t.throws(() => openNote(note.replace('example m', 'Example m'), [key]), /does not verify/);
});

t.test("the note of Go's sumdb is signed byte for byte", async (t) => {
  const seed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
  const privateKey = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const signer = noteSigner('PeterNeumann', ED25519, privateKey);
  t.equal(signer.vkey, 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
  t.equal(
    signNote(
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
      signer,
    ),
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
  );
});

t.test('a checkpoint of a public log with cosignatures of public witnesses', async (t) => {
  const note = `arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
`;
  const log = parseVkey(
    'arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f',
  );
  const witnesses = [
    'transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM',
    'witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO',
    'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2',
    'witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv',
  ].map((vkey) => parseVkey(vkey));
  const opened = openNote(note, [log, ...witnesses]);
  t.strictSame(
    opened.verified.map(({ key, time }) => [key.name, time]),
    [[log.name, undefined], ...witnesses.map(({ name }) => [name, 0x6a122120])],
  );
  const checkpoint = parseCheckpoint(opened.text);
  t.equal(checkpoint.size, 1_432_088_532);
  t.equal(parseNote(note).signatures.length, 6, 'of unknown type ones are read and ignored');
  t.throws(() => openNote(note.replace('1432088532', '1432088533'), witnesses), /not verify/);
});

t.test('the examples of C2SP tlog-checkpoint and tlog-cosignature are read', async (t) => {
  const { text, signatures } = parseNote(`example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`);
  const checkpoint = parseCheckpoint(text);
  t.equal(checkpoint.origin, 'example.com/behind-the-sofa');
  t.equal(checkpoint.size, 20_852_163);
  t.equal(signatures[1]!.signature.readBigUInt64BE(0), 1_679_315_147n, 'the time of the example');
});

t.test('a signature of another type is not taken for one of this', async (t) => {
  const privateKey = createPrivateKey({
    key: Buffer.from(`302e020100300506032b657004220420${'11'.repeat(32)}`, 'hex'),
    format: 'der',
    type: 'pkcs8',
  });
  const witness = noteSigner('w.example', COSIGNATURE, privateKey);
  const log = noteSigner('w.example', ED25519, privateKey);
  t.not(witness.id, log.id, 'the id tells the types of one key apart');
  const text = 'log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n';
  const signature = cosign(text, witness, 1_700_000_000);
  t.equal(verifySignature(text, signature, witness)?.time, 1_700_000_000);
  t.equal(verifySignature(text, signature, log), undefined);
  const later = Buffer.from(signature.signature);
  later[7]! ^= 1;
  t.equal(verifySignature(text, { ...signature, signature: later }, witness), undefined);
  t.throws(() => signNote(text, witness), /witness/);
  t.throws(() => cosign(text, log, 1), /witness/);
});
