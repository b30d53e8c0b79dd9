import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { describeRelease } from '../../bundles/manifest-release.ts';
import { faultsOf, POLICIES } from './support.ts';

const COMMIT_TIME = '2026-03-01T13:00:00+01:00';

function git(dir: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  const env = { ...process.env, GIT_COMMITTER_DATE: COMMIT_TIME, GIT_AUTHOR_DATE: COMMIT_TIME };
  return execFileSync('git', [...identity, ...args], { cwd: dir, env, encoding: 'utf8' }).trim();
}

/** A repository with policies in it, and the id of its one commit. */
function makeRepository(t: Test): { dir: string; policies: string; commit: string } {
  const dir = t.testdir({ policies: POLICIES, '.gitignore': '*.secret\ndata.json\n' });
  git(dir, 'init', '--quiet');
  git(dir, 'add', '.');
  git(dir, 'commit', '--quiet', '--message=policies');
  return { dir, policies: join(dir, 'policies'), commit: git(dir, 'rev-parse', 'HEAD') };
}

void t.test('everything comes from the commit', async (t) => {
  const { policies, commit } = makeRepository(t);
  t.same(await describeRelease({ policies }, {}), {
    revision: commit,
    metadata: {
      sequence: Date.parse(COMMIT_TIME) / 1000,
      created: '2026-03-01T12:00:00Z',
      expires: '2026-05-30T12:00:00Z',
      source: { repository: '', commit },
      min_version: '0.1.0',
    },
    notes: [],
  });
});

void t.test('the same commit gives the same bytes, in any clone', async (t) => {
  const { dir, policies } = makeRepository(t);
  git(dir, 'clone', '--quiet', dir, 'clone');
  const opa = await findOpa();
  const build = async (policies: string, out: string) => {
    await buildBundle({ policies, out, opa, ...(await describeRelease({ policies }, {})) });
    return readFileSync(out);
  };
  const one = await build(policies, join(dir, 'one.tar.gz'));
  const two = await build(join(dir, 'clone', 'policies'), join(dir, 'two.tar.gz'));
  t.ok(one.equals(two));
});

void t.test('options', async (t) => {
  const { dir, policies, commit } = makeRepository(t);
  const report = join(dir, 'report.xml');
  writeFileSync(report, '<testsuites/>');
  const release = await describeRelease(
    {
      policies,
      revision: 'v1',
      sequence: 9,
      created: '2026-04-01T00:00:00+02:00',
      expiresIn: '36h',
      repository: 'https://git.example/p',
      testsReport: report,
      minVersion: '1.2.3',
    },
    { SOURCE_DATE_EPOCH: '1' },
  );
  t.same(release, {
    revision: 'v1',
    metadata: {
      sequence: 9,
      created: '2026-03-31T22:00:00Z',
      expires: '2026-04-02T10:00:00Z',
      source: { repository: 'https://git.example/p', commit },
      tests_sha256: createHash('sha256').update('<testsuites/>').digest('hex'),
      min_version: '1.2.3',
    },
    notes: [],
  });
});

void t.test('SOURCE_DATE_EPOCH goes before the commit', async (t) => {
  const { policies } = makeRepository(t);
  const { metadata } = await describeRelease({ policies }, { SOURCE_DATE_EPOCH: '1767225600' });
  t.match(metadata, { created: '2026-01-01T00:00:00Z', sequence: 1767225600 });
});

void t.test('files that are not as committed', async (t) => {
  const { dir, policies, commit } = makeRepository(t);
  writeFileSync(join(dir, 'elsewhere.txt'), '');
  t.equal(
    (await describeRelease({ policies }, {})).revision,
    commit,
    'elsewhere they do not count',
  );
  const changes: [string, () => void][] = [
    ['ignored', () => writeFileSync(join(policies, 'data.json'), '{}')],
    ['untracked', () => writeFileSync(join(policies, 'new.rego'), 'package a\n')],
    ['changed', () => writeFileSync(join(policies, 'decision.rego'), 'package a\n')],
  ];
  for (const [what, change] of changes) {
    change();
    t.match(await faultsOf(describeRelease({ policies }, {})), [/not as committed/], what);
    const { revision, metadata } = await describeRelease({ policies, allowDirty: true }, {});
    t.equal(revision, `${commit}-dirty`);
    t.equal(metadata.source.commit, `${commit}-dirty`);
    git(dir, 'clean', '-xdfq', 'policies');
    git(dir, 'checkout', '--quiet', '.');
  }
});

void t.test('without git a revision is needed, and the clock is told of', async (t) => {
  const dir = join('/tmp', `regent-release-${process.pid}`);
  mkdirSync(dir);
  t.teardown(() => execFileSync('rm', ['-r', dir]));
  t.match(await faultsOf(describeRelease({ policies: dir }, {})), [/in no git commit/]);
  const { revision, metadata, notes } = await describeRelease({ policies: dir, revision: 'r' }, {});
  t.match([revision, metadata.source.commit], ['r', 'r']);
  t.match(notes, [/that of the clock/]);
  git(dir, 'init', '--quiet');
  t.match(await faultsOf(describeRelease({ policies: dir }, {})), [/in no git commit/]);
});

void t.test('git that fails is not taken for no git', async (t) => {
  const { dir, policies } = makeRepository(t);
  writeFileSync(join(dir, '.git', 'config'), 'broken [');
  t.match(await faultsOf(describeRelease({ policies }, {})), [/: git: .*bad config/]);
  t.match(await faultsOf(describeRelease({ policies: join(dir, 'none') }, {})), [/: git: /]);
});

void t.test('options that cannot be read', async (t) => {
  const { policies } = makeRepository(t);
  const cases: [object, RegExp][] = [
    [{ created: 'yesterday' }, /--created/],
    [{ expiresIn: '0d' }, /--expires-in/],
    [{ expiresIn: '90' }, /--expires-in/],
    [{ sequence: 0 }, /--sequence/],
    [{ minVersion: '1' }, /--min-version/],
    [{ testsReport: join(policies, 'none') }, /--tests-report: ENOENT/],
  ];
  for (const [options, fault] of cases) {
    t.match(await faultsOf(describeRelease({ policies, ...options }, {})), [fault]);
  }
  const work = describeRelease({ policies }, { SOURCE_DATE_EPOCH: 'now' });
  t.match(await faultsOf(work), [/SOURCE_DATE_EPOCH/]);
});
