// The CI files' own shell steps, run in a clone; what they need of the network is all that is left out.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { readXml } from './read-xml.ts';
import { starterPolicies } from './support.ts';

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  if?: string;
  shell?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
}
interface Workflow {
  on: Record<string, { paths?: string[] }>;
  permissions: object;
  jobs: { check: { permissions: Record<string, string>; steps: Step[] } };
}
interface Action {
  inputs: Record<string, { default?: string }>;
  runs: { using: string; steps: Step[] };
}
interface Gitlab {
  policies: { variables: Record<string, string>; script: string[]; artifacts: { when: string } };
}

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(join(ROOT, 'examples/ci', name), 'utf8');
const workflow = parse(read('github/policies.yml')) as Workflow;
const action = parse(read('policy-check/action.yml')) as Action;
const gitlab = (parse(read('gitlab/policies.gitlab-ci.yml')) as Gitlab).policies;

/** A clone of a repository of the starter policies, with Regent where the files expect it. */
function clone(t: Test): string {
  const dir = starterPolicies(t);
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t.example', ...args], {
      cwd: dir,
      stdio: 'ignore',
    });
  git('init', '-q', 'origin');
  renameSync(join(dir, 'policies'), join(dir, 'origin/policies'));
  git('-C', 'origin', 'add', 'policies');
  git('-C', 'origin', 'commit', '-q', '-m', 'policies');
  git('clone', '-q', 'origin', 'clone');
  const regent = join(dir, 'clone/.regent-ci');
  mkdirSync(join(regent, 'cli'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(regent, 'node_modules'));
  writeFileSync(
    join(regent, 'cli/regent.js'),
    `await import(${JSON.stringify(join(import.meta.dirname, 'regent.ts'))});\n`,
  );
  // What is installed is there already, and there is no network.
  mkdirSync(join(dir, 'bin'));
  writeFileSync(join(dir, 'bin/npm'), '#!/bin/sh\nprintf "%s " "$@" > "$NPM_CALLED"\n');
  chmodSync(join(dir, 'bin/npm'), 0o755);
  symlinkSync(process.execPath, join(dir, 'bin/node'));
  return join(dir, 'clone');
}

/** As the runner's `shell: bash` has it. */
function runStep(
  cwd: string,
  script: string,
  env: Record<string, string>,
): { code: number; log: string } {
  const path = existsSync(join(cwd, 'path')) ? readFileSync(join(cwd, 'path'), 'utf8').trim() : '';
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
    {
      cwd,
      encoding: 'utf8',
      env: {
        PATH: `${path}:${join(cwd, '../bin')}:/usr/bin:/bin`,
        GITHUB_PATH: join(cwd, 'path'),
        NPM_CALLED: join(cwd, 'npm-called'),
        ...env,
      },
    },
  );
  return { code: status ?? -1, log: stdout + stderr };
}

/** Runs the workflow's steps with those of the composite action in their place; the steps' codes and logs. */
function runWorkflow(cwd: string): { name: string; code: number; log: string }[] {
  const ran: { name: string; code: number; log: string }[] = [];
  for (const step of workflow.jobs.check.steps) {
    const composite = step.uses === './.regent-ci/examples/ci/policy-check';
    const inputs = Object.fromEntries(
      Object.entries(action.inputs).map(([name, { default: value = '' }]) => [
        name,
        step.with?.[name] ?? value,
      ]),
    );
    for (const { name = '', run, env = {} } of composite ? action.runs.steps : [step]) {
      if (run === undefined) continue;
      const resolved = Object.entries(env).map(([key, value]) => {
        const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(value)?.[1] ?? '';
        return [key, inputs[input] ?? value];
      });
      ran.push({
        name,
        ...runStep(cwd, run, Object.fromEntries(resolved) as Record<string, string>),
      });
    }
  }
  return ran;
}

void t.test('GitHub: good policies pass, and the reports are written', (t) => {
  const cwd = clone(t);
  const ran = runWorkflow(cwd);
  t.same(
    ran.map(({ name, code }) => [name, code]),
    [
      ['Install Regent', 0],
      ['Check', 0],
      ['Test', 0],
    ],
    JSON.stringify(ran),
  );
  t.match(readFileSync(join(cwd, 'npm-called'), 'utf8'), /^ci --prefix \.regent-ci/);
  for (const name of ['check', 'test']) {
    t.equal(
      readXml(readFileSync(join(cwd, `policy-reports/${name}.xml`), 'utf8')).attributes['failures'],
      '0',
    );
    t.match(JSON.parse(readFileSync(join(cwd, `policy-reports/${name}.sarif`), 'utf8')), {
      version: '2.1.0',
    });
  }
  t.end();
});

void t.test('GitHub: bad policies fail both steps, with annotations and reports', (t) => {
  const cwd = clone(t);
  appendFileSync(
    join(cwd, 'policies/lib/masks.rego'),
    '\nx:={"path": "$[", "with": "null"} if input.request.method == "X"\n',
  );
  const [, check, test] = runWorkflow(cwd);
  t.match(check, {
    code: 1,
    log: /^::error file=policies\/lib\/masks\.rego,line=\d+,col=\d+,title=/m,
  });
  t.match(test, {
    code: 1,
    log: /::error file=policies\/lib\/masks\.rego,line=\d+,title=A line that no test/,
  });
  const uris = JSON.stringify(
    JSON.parse(readFileSync(join(cwd, 'policy-reports/check.sarif'), 'utf8')),
  );
  t.match(uris, '"uri":"policies/lib/masks.rego"');
  t.end();
});

void t.test('GitLab: good policies pass, bad ones fail and leave all reports', (t) => {
  const cwd = clone(t);
  const script = gitlab.script.join('\n');
  const env = { ...gitlab.variables, REGENT_HOME: join(cwd, '.regent-ci') };
  const good = runStep(cwd, script, env);
  t.equal(good.code, 0, good.log);
  appendFileSync(join(cwd, 'policies/lib/masks.rego'), '\nx:=1 if input.request.method == "X"\n');
  t.match(runStep(cwd, script, env), { code: 1, log: /not-formatted[^]*not-covered/ });
  t.equal(
    readXml(readFileSync(join(cwd, 'policy-reports/check.xml'), 'utf8')).attributes['failures'],
    '1',
  );
  t.equal(gitlab.artifacts.when, 'always');
  t.end();
});

void t.test('GitHub: least permissions, pinned actions, and no script made of expressions', (t) => {
  t.same(Object.keys(workflow.on), ['pull_request']);
  t.same(workflow.on['pull_request']?.paths?.[0], 'policies/**');
  t.same(workflow.permissions, {});
  t.same(workflow.jobs.check.permissions, { contents: 'read', 'security-events': 'write' });
  const steps = [...workflow.jobs.check.steps, ...action.runs.steps];
  for (const { uses, run, shell, with: inputs } of steps) {
    if (uses !== undefined) t.match(uses, /^\.\/|@v\d+\.\d+\.\d+$/);
    if (uses?.startsWith('actions/checkout@') === true)
      t.equal(String(inputs?.['persist-credentials']), 'false');
    t.notMatch(run ?? '', /\$\{\{/);
    if (action.runs.steps.some((step) => step.run === run) && run !== undefined)
      t.equal(shell, 'bash');
  }
  t.end();
});
