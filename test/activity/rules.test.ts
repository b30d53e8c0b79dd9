/** The rules that fired are those that do when what is recorded is evaluated again by the bundle that decided; whatever prevents that is told. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import { compileBundle } from '../../bundles/build.ts';
import { digestOf } from '../../bundles/digest.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { writeArchive } from '../../bundles/manifest-archive.ts';
import { listPolicyFiles } from '../../bundles/policy-files.ts';
import { readArchive } from '../../bundles/read-archive.ts';
import { signBundle } from '../../bundles/sign.ts';
import { RuleEvaluator } from '../../gateway/activity/rule-evaluator.ts';
import { bundlePath } from '../../gateway/keep-bundle.ts';
import { makeSigningKey } from '../helpers/channel.ts';

const STARTER = join(import.meta.dirname, '../../policies');

/** Two rules give the same reason, one of them twice over; where a third denies by it, the others are outranked. */
const RULES = {
  'decision.rego': `package regent

heard := [c | some c in data.regent.rules[_].decisions]

decision := {"action": "deny", "reasons": ["no"]} if {
	some c in heard
	c.action == "deny"
} else := {"action": "allow", "reasons": ["shared"]} if count(heard) > 0`,
  'rules/first/first.rego': `# METADATA
# title: The first
# description: Gives the reason by two ways.
package regent.rules.first

decisions contains {"action": "allow", "reasons": ["shared"]} if input.request.method == "GET"

decisions contains {"action": "allow", "reasons": ["shared"]} if {
	some way in helper
	way == "POST"
}

helper contains "POST" if {
	"shared" == "shared"
	input.request.method in {"POST", "GET"}
}`,
  'rules/second/second.rego': `package regent.rules["sec-ond"]

decisions contains {"action": "allow", "reasons": ["shared"]} if {
	input.request.method == "PUT"
}`,
  'rules/denies/denies.rego': `package regent.rules.denies

decisions contains {"action": "deny", "reasons": ["no"]} if input.request.path == "/no"`,
};

/** Keeps the bundle of these policies as a gateway does; gives its digest. */
async function keep(dir: string, policies: string): Promise<string> {
  const files = await listPolicyFiles(policies);
  return keepBytes(dir, await compileBundle(await findOpa(), policies, files, 'test'));
}

async function keepBytes(dir: string, bytes: Buffer, digest = digestOf(bytes)): Promise<string> {
  await mkdir(dirname(bundlePath(dir, digest)), { recursive: true });
  await writeFile(bundlePath(dir, digest), bytes);
  return digest;
}

async function write(dir: string, files: Record<string, string>): Promise<string> {
  const all = { ...files, 'decision_test.rego': 'package regent_test\n\ntest_none := true' };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), `${text}\n`);
  }
  return dir;
}

t.test('what fired', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'regent-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const evaluator = new RuleEvaluator(dir);
  t.teardown(() => evaluator.close());
  // As a gateway keeps it: signed.
  const files = await listPolicyFiles(STARTER);
  const compiled = await compileBundle(await findOpa(), STARTER, files, 'test');
  const starter = await keepBytes(dir, await signBundle(compiled, makeSigningKey('ci').key));
  const digest = await keep(dir, await write(join(dir, 'policies'), RULES));

  await t.test('of the starter policies', async (t) => {
    const input = JSON.stringify({
      connection: { name: 'crm' },
      request: { method: 'DELETE', segments: ['customers', '17'] },
      identity: { groups: ['support'] },
    });
    const decision = {
      action: 'deny',
      reasons: ['deletes-are-denied'],
      message: 'Agents do not delete in the CRM.',
    };
    t.strictSame(await evaluator.ask({ digest: starter, input, decision }), {
      state: 'evaluated',
      fired: [
        {
          rule: 'no_deletes',
          title: 'No deletes',
          description: 'No agent deletes anything in the CRM, whatever other rules say.',
          said: [{ action: 'deny', reasons: ['deletes-are-denied'] }],
          at: [{ file: 'rules/no_deletes/no_deletes.rego', line: 12 }],
        },
      ],
      silent: [
        'analytics_reads_aggregates',
        'export_needs_approval',
        'support_reads_customer',
        'support_reads_tickets',
      ],
    });
  });

  const ask = (
    method: string,
    path: string,
    decision: object = { action: 'allow', reasons: ['shared'] },
  ): ReturnType<RuleEvaluator['ask']> =>
    evaluator.ask({ digest, input: JSON.stringify({ request: { method, path } }), decision });
  const said = [{ action: 'allow', reasons: ['shared'] }];

  await t.test('of several that can give the same reason, only those that did', async (t) => {
    const first = 'rules/first/first.rego';
    t.match(await ask('GET', '/'), {
      fired: [
        {
          rule: 'first',
          title: 'The first',
          said,
          at: [
            { file: first, line: 6 },
            { file: first, line: 8 },
          ],
        },
      ],
      silent: ['denies', 'sec-ond'],
    });
    t.match(await ask('POST', '/'), { fired: [{ rule: 'first', at: [{ file: first, line: 8 }] }] });
    t.strictSame(await ask('PUT', '/'), {
      state: 'evaluated',
      fired: [{ rule: 'sec-ond', said, at: [{ file: 'rules/second/second.rego', line: 3 }] }],
      silent: ['denies', 'first'],
    });
  });

  await t.test('also those that another outranks', async (t) => {
    const denied = { action: 'deny', reasons: ['no'] };
    t.match(await ask('PUT', '/no', denied), {
      state: 'evaluated',
      fired: [{ rule: 'denies' }, { rule: 'sec-ond' }],
    });
  });

  await t.test('is not said of a decision that is not reached again', async (t) => {
    const answer = await ask('GET', '/', { action: 'mask', reasons: ['shared'] });
    t.match(answer, { state: 'failed', detail: /decides otherwise/ });
    t.notOk(answer.fired);
    t.match(await ask('PATCH', '/'), { state: 'failed' }, 'nor of one that is undefined');
  });

  await t.test('is not said by a bundle that is not the one', async (t) => {
    const none = `sha256:${'0'.repeat(64)}`;
    const input = '{}';
    t.match(await evaluator.ask({ digest: none, input, decision: {} }), {
      state: 'failed',
      detail: /ENOENT/,
    });
    const files = await readArchive(
      await compileBundle(await findOpa(), STARTER, await listPolicyFiles(STARTER), 'other'),
    );
    files.set('data.json', Buffer.from('{"changed": true}'));
    const changed = `sha256:${'1'.repeat(64)}`;
    await keepBytes(dir, await writeArchive(files), changed);
    t.match(await evaluator.ask({ digest: changed, input, decision: {} }), {
      state: 'failed',
      detail: /is not the bundle/,
    });
    files.set('data.json', Buffer.from(JSON.stringify({ large: 'x'.repeat(9 * 1024 * 1024) })));
    const large = await keepBytes(dir, await writeArchive(files));
    t.match(await evaluator.ask({ digest: large, input, decision: {} }), {
      state: 'failed',
      detail: /data has more than/,
    });
  });

  await t.test('is asked of one at a time, and of a few', async (t) => {
    const asked = Array.from({ length: 12 }, () => ask('GET', '/'));
    const settled = await Promise.allSettled(asked);
    t.equal(settled.filter(({ status }) => status === 'fulfilled').length, 4);
    t.match(await ask('GET', '/'), { state: 'evaluated' }, 'and then anew');
  });

  await t.test('is told where there is no opa, and found once there is', async (t) => {
    const other = new RuleEvaluator(dir);
    const recorded = {
      digest,
      input: '{"request":{"method":"PUT"}}',
      decision: { action: 'allow', reasons: ['shared'] },
    };
    const before = process.env['OPA_BIN'];
    process.env['OPA_BIN'] = '/nonexistent/opa';
    const without = await other.ask(recorded);
    if (before === undefined) delete process.env['OPA_BIN'];
    else process.env['OPA_BIN'] = before;
    t.match(without, { state: 'failed', detail: /OPA_BIN/ });
    t.match(await other.ask(recorded), { state: 'evaluated' });
    const last = other.ask(recorded);
    other.close();
    await t.rejects(last, 'what still runs is ended');
  });
});
