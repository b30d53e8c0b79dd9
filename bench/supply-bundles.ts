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
      files.set('data.json', Buffer.from(JSON.stringify({ revision, records })));
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

/** Records with about so many bytes as JSON, half of which do not compress. */
export function makeRecords(bytes: number): Record<string, object> {
  const records: Record<string, object> = {};
  for (let made = 0; made < bytes; made += 150) {
    const id = randomBytes(16).toString('hex');
    records[id] = {
      id: made,
      owner: randomBytes(9).toString('base64'),
      groups: ['agents', 'support'],
      active: true,
    };
  }
  return records;
}
