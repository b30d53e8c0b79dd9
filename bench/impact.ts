/**
 * How long `regent policy impact` takes for a million recorded decisions of the starter policies: an
 * OPA decision log with whole inputs, no two alike. Run with `node bench/impact.ts [records]`.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { assessImpact } from '../bundles/impact/impact.ts';
import { loadBytes, readPolicies } from '../bundles/impact/load.ts';

const RECORDS = Number(process.argv[2] ?? 1_000_000);
const POLICIES = join(import.meta.dirname, '../policies');
const GATEWAY = { id: 'gateway-1', version: '0.1.0' };

/** What agents of the example CRM ask: group, method, first and further segments. */
const REQUESTS = [
  ['support', 'GET', 'customers', ''],
  ['support', 'GET', 'tickets', ''],
  ['support', 'GET', 'customers', 'tickets'],
  ['analytics', 'GET', 'stats', ''],
  ['analytics', 'GET', 'customers', ''],
  ['support', 'DELETE', 'customers', ''],
] as const;

const folder = await mkdtemp(join(tmpdir(), 'regent-bench-impact-'));
try {
  const log = join(folder, 'decisions.ndjson');
  await generate(log);
  const { size } = await stat(log);
  console.log(`${String(RECORDS)} records, ${(size / 1e6).toFixed(0)} MB, ${cores()}`);
  let peak = 0;
  const start = performance.now();
  const cpu = process.cpuUsage();
  const report = await assessImpact({
    candidate: POLICIES,
    against: log,
    progress: () => {
      peak = Math.max(peak, process.memoryUsage.rss());
    },
  });
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  const { compared, changed } = report.records;
  if (compared !== RECORDS || changed !== 0) throw new Error('the records are not reproduced');
  console.log(
    `${seconds.toFixed(1)} s, ${(RECORDS / seconds).toFixed(0)} records/s (target: 60 s)`,
  );
  const busy = (used.user + used.system) / 1e6;
  console.log(`CPU ${busy.toFixed(1)} s, memory at most ${(peak / 1e6).toFixed(0)} MB, ${cores()}`);
} finally {
  await rm(folder, { recursive: true });
}

function cores(): string {
  return `${String(availableParallelism())} cores, load ${loadavg()[0]!.toFixed(1)}`;
}

/** Writes the log as OPA does. The decision depends on no more than is in `REQUESTS`. */
async function generate(path: string): Promise<void> {
  const { policy } = await loadBytes(await readPolicies(POLICIES));
  const decisions = REQUESTS.map(
    (_, index) => policy.decide(JSON.stringify(inputOf(index))).decision,
  );
  await using file = await open(path, 'w');
  let lines: string[] = [];
  for (let index = 0; index < RECORDS; index += 1) {
    const input = inputOf(index);
    const entry = {
      bundles: { regent: { revision: 'r1' } },
      decision_id: randomUUID(),
      input,
      labels: { id: GATEWAY.id, version: '1.19.0' },
      level: 'info',
      msg: 'Decision Log',
      path: 'regent/decision',
      req_id: index,
      requested_by: '127.0.0.1:51234',
      result: decisions[index % REQUESTS.length],
      timestamp: input.time.rfc3339,
      type: 'openpolicyagent.org/decision_logs',
    };
    lines.push(JSON.stringify(entry), '\n');
    if (lines.length < 20_000 && index < RECORDS - 1) continue;
    await file.write(lines.join(''));
    lines = [];
  }
}

function inputOf(index: number) {
  const [group, method, first, last] = REQUESTS[index % REQUESTS.length]!;
  const segments = [first, String(index % 9973), ...(last === '' ? [] : [last])];
  const now = new Date(1_767_225_600_000 + index * 100);
  return {
    identity: {
      issuer: 'https://issuer.example/realms/agents',
      subject: `${group}-agent-${String(index % 50)}`,
      actors: [{ subject: `person-${String(index % 300)}@example.com` }],
      groups: [group],
      token_id: `token-${String(index)}`,
      expires_at: 1_767_229_200,
    },
    connection: { name: 'crm' },
    request: {
      method,
      host: 'gateway.example:8443',
      path: `/${segments.join('/')}`,
      segments,
      query: { fields: ['email', 'phone'] },
      query_string: 'fields=email&fields=phone',
      headers: { accept: 'application/json', 'user-agent': 'support-agent/1.4', 'x-ticket': 'T-1' },
    },
    time: {
      rfc3339: now.toISOString(),
      unix_ms: now.getTime(),
      weekday: 'thu',
      hour: now.getUTCHours(),
      minute: now.getUTCMinutes(),
    },
    gateway: GATEWAY,
    trace: { trace_id: createHash('md5').update(String(index)).digest('hex') },
  };
}
