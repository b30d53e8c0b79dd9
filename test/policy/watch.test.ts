import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { PolicyChange } from '../../bundles/policy/watch.ts';
import { watchPolicies } from '../../bundles/policy/watch.ts';
import { EXAMPLE, starterPolicies } from './support.ts';

/** Starts a watch whose changes come one by one from `next`. */
async function start(
  t: Test,
): Promise<{ dir: string; next: () => Promise<PolicyChange>; seen: () => number }> {
  const dir = join(starterPolicies(t), 'policies');
  const waiting: PolicyChange[] = [];
  let [count, wake] = [0, (): void => undefined];
  const watch = await watchPolicies(dir, (change) => {
    count += 1;
    waiting.push(change);
    wake();
  });
  t.teardown(() => watch.close());
  const next = async (): Promise<PolicyChange> => {
    for (;;) {
      const change = waiting.shift();
      if (change !== undefined) return change;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return { dir, next, seen: () => count };
}

const faultsOf = (change: PolicyChange): string[] => (change.good ? [] : change.faults);

void t.test('what is there is told first, then each saved change', async (t) => {
  const { dir, next } = await start(t);
  const first = await next();
  t.ok(first.good);
  const file = join(dir, 'decision.rego');
  appendFileSync(file, '\n# more\n');
  const second = await next();
  t.ok(second.good);
  if (!first.good || !second.good) return;
  t.not(second.bundle.revision, first.bundle.revision);
});

void t.test('a broken change is explained, and a mended one good again', async (t) => {
  const { dir, next } = await start(t);
  await next();
  const file = join(dir, 'decision.rego');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, `${text}\nx := y\n`);
  t.match(faultsOf(await next()), [/decision\.rego:\d+: var y is unsafe/]);
  writeFileSync(file, text.replace('"no-rule"', '"none"'));
  t.match(faultsOf(await next()).join('\n'), /fails/);
  writeFileSync(file, text);
  t.ok((await next()).good);
});

void t.test('a file that is replaced by renaming, as editors save', async (t) => {
  const { dir, next } = await start(t);
  await next();
  const file = join(dir, 'lib/masks.rego');
  for (const what of ['# one', '# two', '# three']) {
    writeFileSync(join(dir, '..', 'saved'), `${readFileSync(file, 'utf8')}\n${what}\n`);
    renameSync(join(dir, '..', 'saved'), file);
    t.ok((await next()).good, what);
  }
});

void t.test('new folders, an example that does not hold, and their removal', async (t) => {
  const { dir, next } = await start(t);
  await next();
  mkdirSync(join(dir, 'rules/deep/deeper'), { recursive: true });
  const file = join(dir, 'rules/deep/deeper/a.example.json');
  writeFileSync(file, JSON.stringify({ ...EXAMPLE, decision: { action: 'allow', reasons: [] } }));
  t.match(faultsOf(await next()), [/a\.example\.json:1: example .* is not the expected one/]);
  writeFileSync(file, JSON.stringify(EXAMPLE));
  t.ok((await next()).good);
  rmSync(join(dir, 'rules/deep'), { recursive: true });
  t.ok((await next()).good);
});

void t.test('a mask whose path cannot be parsed', async (t) => {
  const { dir, next } = await start(t);
  await next();
  const file = join(dir, 'rules/support_reads_tickets/support_reads_tickets.rego');
  writeFileSync(file, readFileSync(file, 'utf8').replace('$..body', '$..body['));
  t.match(faultsOf(await next()), [/support_reads_tickets\.rego:13: the mask path/]);
});

void t.test('a directory that goes and comes again', async (t) => {
  const { dir, next } = await start(t);
  await next();
  renameSync(dir, `${dir}-away`);
  t.match(faultsOf(await next()), [/ENOENT/]);
  cpSync(`${dir}-away`, `${dir}-copy`, { recursive: true });
  renameSync(`${dir}-copy`, dir);
  t.ok((await next()).good);
  appendFileSync(join(dir, 'lib/masks.rego'), '\n# more\n');
  t.ok((await next()).good, 'and is watched again');
});

void t.test('a save without a change is none', async (t) => {
  const { dir, next, seen } = await start(t);
  await next();
  const file = join(dir, 'decision.rego');
  utimesSync(file, new Date(), new Date());
  writeFileSync(file, readFileSync(file));
  appendFileSync(file, '\n# more\n');
  t.ok((await next()).good);
  t.equal(seen(), 2);
});
