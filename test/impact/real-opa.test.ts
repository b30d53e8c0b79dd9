import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import t from 'tap';
import { assessImpact } from '../../bundles/impact/impact.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { freePort } from '../helpers/free-port.ts';
import { sampleInput } from '../helpers/input.ts';
import { until } from '../helpers/until.ts';
import { bundleFile, groupsOf, kindsOf } from './support.ts';

const BEFORE = `default decision := {"action": "deny", "reasons": ["no-rule"]}

decision := {"action": "mask", "reasons": ["customer"], "masks": [{"path": "$.email", "with": "redact"}]} if {
  input.request.segments[0] == "customers"
}
`;

const AFTER = `decision := {"action": "allow", "reasons": ["all"]} if input.request.method == "GET"`;

/** The mask of OPA's own decision log: `/input/request/body` is taken out where there is one. */
const LOG_MASK = `package system.log

mask contains "/input/request/body" if input.input.request.body
`;

t.test('the decision log of a real opa', async (t) => {
  const dir = t.testdir();
  const before = await bundleFile(dir, 'before', BEFORE);
  const candidate = await bundleFile(dir, 'after', AFTER);
  await writeFile(join(dir, 'mask.rego'), LOG_MASK);
  const log = join(dir, 'decisions.log');
  const source = join(dir, 'before/policies/decision.rego');
  const server = await startOpa(log, source, join(dir, 'mask.rego'));
  try {
    await server.ask('regent/decision', sampleInput());
    await server.ask('regent/decision', sampleInput({ request: { segments: ['tickets', '1'] } }));
    await server.ask('regent/decision', sampleInput({ request: { body: { iban: 'DE1' } } }));
    await server.ask('other/thing', {});
  } finally {
    await server.stop();
  }

  const report = await assessImpact({ candidate, against: log });
  t.match(report.records, { compared: 3, changed: 3, incomplete: 1, broken: 0 });
  t.ok(report.records.other > 0, "the server's own lines and the other path are left out");
  t.same(kindsOf(report), ['newly-allowed', 'newly-unmasked']);
  t.match(groupsOf(report, 'newly-unmasked'), [
    {
      reasons: { before: ['customer'], after: ['all'] },
      records: 2,
      incomplete: 1,
      example: { target: '/customers/17', incomplete: false },
    },
  ]);
  t.match(groupsOf(report, 'newly-allowed'), [{ example: { target: '/tickets/1' } }]);

  const own = await assessImpact({ candidate: before, against: log });
  t.match(own.records, { compared: 3, changed: 0 }, 'the policy itself changes nothing');
});

async function startOpa(log: string, ...files: string[]) {
  const { path } = await findOpa();
  const port = await freePort();
  const address = `127.0.0.1:${String(port)}`;
  const args = ['run', '--server', '--addr', address, '--skip-version-check'];
  const child = spawn(path, [...args, '--set=decision_logs.console=true', ...files], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const written = finished(child.stderr.pipe(createWriteStream(log)));
  const ask = async (query: string, input: unknown): Promise<void> => {
    const response = await fetch(`http://${address}/v1/data/${query}`, {
      method: 'POST',
      body: JSON.stringify({ input }),
    });
    await response.text();
  };
  const isUp = async (): Promise<boolean> =>
    (await fetch(`http://${address}/health`).catch(() => undefined))?.ok === true;
  await until(isUp);
  return {
    ask,
    async stop() {
      child.kill();
      await Promise.all([once(child, 'close'), written]);
    },
  };
}
