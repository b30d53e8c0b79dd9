/** Bundles for the benchmark of the supply: one policy, and data that says which bundle it is. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileBundle } from '../bundles/build.ts';
import { findOpa } from '../bundles/find-opa.ts';
import { stampBundle, writeArchive } from '../bundles/manifest-archive.ts';
import { listPolicyFiles } from '../bundles/policy-files.ts';
import { readArchive } from '../bundles/read-archive.ts';
import { signBundle } from '../bundles/sign.ts';
import { KEY } from '../test/bundle-server/support.ts';

const REGO = `package regent

decision := {"action": "allow", "reasons": [data.revision]} if input.request
`;

/** Bytes of a record as JSON, about, and of a digest. */
const RECORD = 113;
const DIGEST = 156;

/** Makes signed bundles, each of the next sequence and of the revision `r<sequence>`. */
export interface BundleMaker {
  /** `records` is what else the data holds. */
  next(records: object): Promise<{ revision: string; bytes: Buffer }>;
}

/** Builds the policy once, with the real opa. */
export async function createBundleMaker(): Promise<BundleMaker> {
  const dir = await mkdtemp(join(tmpdir(), 'regent-bench-'));
  await writeFile(join(dir, 'decision.rego'), REGO);
  await writeFile(join(dir, 'decision_test.rego'), 'package regent_test\n\ntest_none := true\n');
  await writeFile(join(dir, 'data.json'), '{"revision":""}');
  const built = await compileBundle(await findOpa(), dir, await listPolicyFiles(dir), 'none');
  await rm(dir, { recursive: true });
  const files = await readArchive(built);
  let sequence = 0;
  return {
    async next(records) {
      sequence += 1;
      const revision = `r${sequence}`;
      // As `opa build` writes it: members in order, a line's end behind.
      files.set('data.json', Buffer.from(`${JSON.stringify({ records, revision })}\n`));
      const now = Date.now();
      const metadata = {
        sequence,
        created: new Date(now - 1000).toISOString(),
        expires: new Date(now + 86_400_000).toISOString(),
        source: { repository: 'acme/policies', commit: revision },
        min_version: '0.1.0',
      };
      const stamped = await stampBundle(await writeArchive(files), metadata, revision);
      return { revision, bytes: await signBundle(stamped, KEY, { scope: 'staging' }) };
    },
  };
}

/** Digests with about so many bytes as JSON, nearly all of which do not compress: data of a bundle that is as large as a file. */
export function makeDigests(bytes: number): Record<string, object> {
  const ids = Array.from({ length: Math.ceil(bytes / DIGEST) }, () =>
    randomBytes(32).toString('hex'),
  );
  const digests = ids
    .toSorted()
    .map((id, index) => [id, { id: index, owner: randomBytes(48).toString('base64') }]);
  return Object.fromEntries(digests) as Record<string, object>;
}

/** Records with about so many bytes as JSON, a third of which do not compress. */
export function makeRecords(bytes: number): Record<string, object> {
  const ids = Array.from({ length: Math.ceil(bytes / RECORD) }, () =>
    randomBytes(16).toString('hex'),
  );
  const records = ids.toSorted().map((id, index) => [
    id,
    {
      active: true,
      groups: ['agents', 'support'],
      id: index,
      owner: randomBytes(9).toString('base64'),
    },
  ]);
  return Object.fromEntries(records) as Record<string, object>;
}
