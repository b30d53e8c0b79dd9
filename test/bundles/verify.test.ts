import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { writeArchive } from '../../bundles/manifest-archive.ts';
import { signBundle } from '../../bundles/sign.ts';
import { SIGNATURES_FILE } from '../../bundles/signatures.ts';
import { ALGORITHMS } from '../../bundles/trust.ts';
import { verifyBundle } from '../../bundles/verify.ts';
import type { PlainJson } from '../../gateway/decision/plain-json.ts';
import {
  codeOf,
  filesOf,
  makeKeys,
  makeSigned,
  METADATA,
  NOW,
  signChanged,
  tamper,
} from './sign-support.ts';
import { POLICIES } from './support.ts';

void t.test('a signed bundle, what it says and who signed it', async (t) => {
  for (const algorithm of ALGORITHMS) {
    const { signing, trusted } = makeKeys('k1', algorithm);
    const bytes = await signBundle(await writeArchive(filesOf()), signing, { scope: 'prod' });
    const trust = { keys: [trusted], scope: 'prod' };
    const bundle = await verifyBundle(bytes, trust, { now: NOW });
    t.match(bundle, { revision: 'r1', signedBy: 'k1' });
    t.match((bundle.data as PlainJson).bytes.toString(), '{"crm":{"ok":["a"]}}');
    t.same(bundle.metadata, METADATA);
  }
});

void t.test('what `opa sign` signs, with the key named in the claims', async (t) => {
  const opa = await findOpa();
  for (const algorithm of ALGORITHMS) {
    const { signing, trusted } = makeKeys('k1', algorithm);
    const claims = { keyid: 'k1', scope: 'prod', iss: 'ci' };
    const dir = t.testdir({
      policies: { ...POLICIES, crm: { 'data.json': '{"n": [1.0, 12345678901234567890]}' } },
      'key.pem': signing.privateKey,
      'claims.json': JSON.stringify(claims),
    });
    const out = join(dir, 'b.tar.gz');
    const policies = join(dir, 'policies');
    await buildBundle({ policies, out, revision: 'r', metadata: METADATA, opa });
    const key = [`--signing-alg=${algorithm}`, '--signing-key=key.pem'];
    const args = ['sign', ...key, '--claims-file=claims.json', '-o', dir, '-b', 'b.tar.gz'];
    execFileSync(opa.path, args, { cwd: dir });
    const signatures = readFileSync(join(dir, SIGNATURES_FILE));
    const bytes = await tamper(readFileSync(out), (files) =>
      files.set(SIGNATURES_FILE, signatures),
    );
    writeFileSync(out, bytes);
    t.equal(await codeOf(bytes, { keys: [trusted], scope: 'prod' }), 'accepted', algorithm);
    t.equal(await codeOf(bytes, { keys: [trusted] }), 'wrong-scope', algorithm);
  }
});

void t.test(
  'keys are replaced with both trusted for a while, and revoked by removal',
  async (t) => {
    const [old, next] = [makeKeys('old', 'RS256'), makeKeys('next', 'EdDSA')];
    const both = { keys: [old.trusted, next.trusted] };
    const bytes = await writeArchive(filesOf());
    const [before, after] = [
      await signBundle(bytes, old.signing),
      await signBundle(bytes, next.signing),
    ];
    t.equal((await verifyBundle(before, both, { now: NOW })).signedBy, 'old');
    t.equal((await verifyBundle(after, both, { now: NOW })).signedBy, 'next');
    t.equal(await codeOf(before, { keys: [next.trusted] }), 'unknown-key');
    t.equal(await codeOf(after, { keys: [next.trusted] }), 'accepted');
    t.equal(await codeOf(after, { keys: [] }), 'unknown-key');
  },
);

void t.test('the last bundle itself may come again, another of its sequence may not', async (t) => {
  const { trust, bytes, signing } = await makeSigned();
  const { digest: lastDigest } = await verifyBundle(bytes, trust, { now: NOW });
  const twin = await signBundle(await writeArchive(filesOf(METADATA, '{}')), signing);
  t.equal(await codeOf(bytes, trust, { lastSequence: 6 }), 'accepted');
  t.equal(await codeOf(bytes, trust, { lastSequence: 7, lastDigest }), 'accepted');
  t.equal(await codeOf(bytes, trust, { lastSequence: 7 }), 'sequence-too-low');
  t.equal(await codeOf(twin, trust, { lastSequence: 7, lastDigest }), 'sequence-too-low');
  t.equal(await codeOf(bytes, trust, { lastSequence: 8, lastDigest }), 'sequence-too-low');
});

void t.test('times', async (t) => {
  const { trust, bytes } = await makeSigned();
  const at = (now: string) => codeOf(bytes, trust, { now: new Date(now) });
  t.equal(await at('2026-05-31T23:55:00Z'), 'accepted', 'a clock that is five minutes ahead');
  t.equal(await at('2026-05-31T23:54:59Z'), 'not-yet-valid');
  t.equal(await at('2026-08-29T23:59:59Z'), 'accepted');
  t.equal(await at('2026-08-30T00:00:00Z'), 'expired');
  t.not(await at('no date'), 'accepted', 'no clock');
});

void t.test('the least version of Regent', async (t) => {
  const { trust, bytes } = await makeSigned({ ...METADATA, min_version: '1.2.10' });
  const of = (version: string) => codeOf(bytes, trust, { version });
  for (const version of ['1.2.10', '1.2.11', '1.10.0', '2.0.0', '1.2.10-rc.1']) {
    t.equal(await of(version), 'accepted', version);
  }
  for (const version of ['1.2.9', '1.1.99', '0.9.0', 'next', '']) {
    t.equal(await of(version), 'version-too-old', version);
  }
  t.equal(await codeOf(bytes, trust), 'version-too-old', 'this Regent, by default');
});

void t.test('metadata that is not as it must be', async (t) => {
  const wrong: object[] = [
    { sequence: 0 },
    { sequence: 1.5 },
    { sequence: '7' },
    { created: '2026-06-01' },
    { created: 1 },
    { expires: '2026-13-01T00:00:00Z' },
    { expires: undefined },
    { source: 'here' },
    { source: { repository: 'r' } },
    { min_version: '1' },
    { tests_sha256: 'abc' },
  ];
  for (const change of wrong) {
    const { trust, bytes } = await makeSigned({ ...METADATA, ...change });
    t.equal(await codeOf(bytes, trust), 'malformed', JSON.stringify(change));
  }
  for (const regent of [null, [], 1, '7']) {
    const { trust, bytes } = await makeSigned(regent);
    t.equal(await codeOf(bytes, trust), 'malformed', JSON.stringify(regent));
  }
  const more = await makeSigned({ ...METADATA, tests_sha256: 'a'.repeat(64), later: true });
  const { metadata } = await verifyBundle(more.bytes, more.trust, { now: NOW });
  t.same(metadata, { ...METADATA, tests_sha256: 'a'.repeat(64) }, 'unknown members are left out');
});

void t.test('`exp` and `nbf` of the signature hold, though opa passes over them', async (t) => {
  const { trust, signing } = await makeSigned();
  const seconds = NOW.getTime() / 1000;
  const code = async (claims: object) =>
    codeOf(await signChanged(filesOf(), signing, (payload) => ({ ...payload, ...claims })), trust);
  t.equal(await code({ exp: seconds + 1, nbf: seconds, iat: seconds, iss: 'ci' }), 'accepted');
  t.equal(await code({ exp: seconds - 1 }), 'expired');
  t.equal(await code({ nbf: seconds + 1 }), 'not-yet-valid');
});

void t.test('a trusted key that cannot be used trusts nobody', async (t) => {
  const { trust, bytes, trusted, signing } = await makeSigned();
  const keys = [
    { ...trusted, publicKey: 'no key' },
    { ...trusted, publicKey: signing.privateKey },
    { ...trusted, publicKey: makeKeys('k1', 'ES256').trusted.publicKey },
  ];
  for (const key of keys) t.equal(await codeOf(bytes, { keys: [key] }), 'unknown-key');
  t.equal(await codeOf(bytes, { keys: [trusted, ...trust.keys] }), 'unknown-key', 'an id twice');
});
