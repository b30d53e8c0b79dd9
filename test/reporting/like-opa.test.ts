import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { assessImpact } from '../../bundles/impact/impact.ts';
import { loadBytes, readPolicies } from '../../bundles/impact/load.ts';
import type { Decision } from '../../gateway/types.ts';
import { freePort } from '../helpers/free-port.ts';
import { writeTestBundle } from '../helpers/gateway.ts';
import { scratch } from '../helpers/scratch.ts';
import {
  intent,
  openTestLedger,
  startReceiver,
  startTestReporting,
  until,
  uuidOf,
  type Uploaded,
} from './support.ts';

const RULES = `decision := {"action": "mask", "reasons": ["customer"], "masks": [{"path": "$.email", "with": "redact"}]} if {
  input.request.segments[0] == "customers"
} else := {"action": "deny", "reasons": ["no-rule"]} if input.request`;

t.test('an event is as one that a stock opa uploads', async (t) => {
  const dir = scratch(t);
  const receiver = await startReceiver(t);
  await writeTestBundle(dir, RULES);
  const { input } = intent('a');
  await askOpa(t, dir, receiver.url, input);
  await until(() => receiver.events.length > 0);
  const theirs = receiver.events.splice(0)[0]!;

  const ledger = await openTestLedger(t, dir);
  const { bundle } = intent('b');
  const decision = theirs['result'] as Decision;
  const denied = { code: 'denied', status: 403, client: '127.0.0.1' };
  await ledger.writer.refusal({ id: uuidOf('b'), input, bundle, decision }, denied);
  startTestReporting(t, dir, receiver.url, ledger);
  await until(() => receiver.events.length > 0);
  const ours = receiver.events[0]!;

  t.same(ours['input'], theirs['input']);
  t.equal(ours['path'], theirs['path']);
  const shared = Object.keys(ours).filter((name) => name in theirs);
  t.same(shared.toSorted(), [
    'bundles',
    'decision_id',
    'input',
    'labels',
    'path',
    'requested_by',
    'result',
    'timestamp',
  ]);
  for (const name of shared) t.equal(typeOf(ours, name), typeOf(theirs, name), name);
  t.same(
    Object.keys(ours).filter((name) => !(name in theirs)),
    ['trace_id'],
    'of tracing alone',
  );
  t.same(shapeOf(ours['bundles']), shapeOf(theirs['bundles']));
});

t.test('the policy that decided decides what was uploaded in the same way', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  const file = await writeTestBundle(dir, RULES);
  const { policy } = await loadBytes(await readPolicies(file));
  for (let number = 0; number < 30; number += 1) {
    const segments = [number % 3 === 0 ? 'tickets' : 'customers', String(number)];
    const { input, ...rest } = intent(`id-${String(number)}`, { request: { segments } });
    const { decision } = policy.decide(JSON.stringify(input));
    await ledger.writer.intent({ ...rest, input, decision });
  }
  startTestReporting(t, dir, receiver.url, ledger);
  await until(() => receiver.events.length === 30);
  const log = join(dir, 'uploaded.json');
  await writeFile(log, receiver.uploads.map(({ text }) => text).join('\n'));
  const report = await assessImpact({ candidate: file, against: log });
  t.match(report.records, { compared: 30, changed: 0, incomplete: 0, broken: 0 });
});

/** Runs a stock opa on the bundle and asks it once; it uploads its decision to the receiver. */
async function askOpa(t: Test, dir: string, receiver: string, input: unknown): Promise<void> {
  const { path } = await findOpa();
  const config = join(dir, 'opa.json');
  const reporting = { min_delay_seconds: 1, max_delay_seconds: 1 };
  await writeFile(
    config,
    JSON.stringify({
      services: { receiver: { url: receiver } },
      bundles: { policy: { resource: `file://${join(dir, 'bundle.tar.gz')}` } },
      decision_logs: { service: 'receiver', reporting },
    }),
  );
  const port = String(await freePort());
  const args = ['run', '--server', '--addr', `127.0.0.1:${port}`, '--skip-version-check'];
  const opa = spawn(path, [...args, '--config-file', config], { stdio: 'ignore' });
  t.teardown(async () => {
    opa.kill();
    await once(opa, 'close');
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const ready = await fetch(`${url}/health?bundles`).catch(() => undefined);
    if (ready?.ok === true) break;
    await sleep(50);
  }
  const body = JSON.stringify({ input });
  await (await fetch(`${url}/v1/data/regent/decision`, { method: 'POST', body })).text();
}

function typeOf(event: Uploaded, name: string): string {
  return Array.isArray(event[name]) ? 'array' : typeof event[name];
}

function shapeOf(bundles: unknown): string[][] {
  return Object.values(bundles as object).map((bundle: object) => Object.keys(bundle));
}
