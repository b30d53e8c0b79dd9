import { join } from 'node:path';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { faultsOf, goodFile, makeDirectory, type Raw, TRUST } from './setup.ts';

const directory = makeDirectory(t);
writeFileSync(join(directory, 'plain'), '');

const cases: [section: string, part: Raw, faults: string[]][] = [
  [
    'limits',
    { header_bytes: '1023B', target_bytes: '1B' },
    ['limits.header_bytes must be from 1KiB to 1MiB'],
  ],
  ['limits', { header_bytes: '2MiB' }, ['limits.header_bytes must be from 1KiB to 1MiB']],
  ['limits', { body_bytes: '65MiB' }, ['limits.body_bytes must be from 1B to 64MiB']],
  ['limits', { body_bytes: '999999999GiB' }, ['limits.body_bytes must be from 1B to 64MiB']],
  ['limits', { request_timeout: '61m' }, ['limits.request_timeout must be at most 1h']],
  ['limits', { json_depth: 513 }, ['limits.json_depth must be at most 512']],
  [
    'limits',
    { target_bytes: '17KiB' },
    ['limits.target_bytes must be at most header_bytes, which counts it too'],
  ],
  [
    'limits',
    { header_bytes: 'x', target_bytes: '17KiB' },
    ['limits.header_bytes must be a size such as `512B`, `64KiB`, `1MiB` or `1GiB`'],
  ],
  [
    'limits',
    { target_bytes: 'x' },
    ['limits.target_bytes must be a size such as `512B`, `64KiB`, `1MiB` or `1GiB`'],
  ],
  [
    'policy',
    { bundle: 'bundle.tar.gz', trust: TRUST, max_memory: '5GiB' },
    ['policy.max_memory must be from 1MiB to 4GiB'],
  ],
  [
    'policy',
    { bundle: 'state', trust: TRUST },
    [
      `policy.bundle names a file that cannot be used: ${join(directory, 'state')} is not a regular file`,
    ],
  ],
  ['approvals', { hold: '2h' }, ['approvals.hold must be at most 1h']],
  ['approvals', { max_held: 100_001 }, ['approvals.max_held must be at most 100000']],
  ['ledger', { segment_bytes: '4095B' }, ['ledger.segment_bytes must be from 4KiB to 1GiB']],
  ['ledger', { refusals_per_second: 0 }, []],
  [
    'ledger',
    { refusals_per_second: 100_001 },
    ['ledger.refusals_per_second must be at most 100000'],
  ],
];

for (const [section, part, expected] of cases) {
  void t.test(`${section} ${JSON.stringify(part)}`, async (t) => {
    t.strictSame(await faultsOf(directory, { ...goodFile(), [section]: part }), expected);
  });
}

void t.test('the state directory must be one, or be possible', async (t) => {
  const withState = (state_dir: string, drain_timeout = '1h') => {
    const file = goodFile();
    Object.assign(file['gateway'], { state_dir, drain_timeout });
    return file;
  };
  t.strictSame(await faultsOf(directory, withState('new/deep/er')), []);
  for (const name of ['plain', 'plain/below']) {
    const faults = await faultsOf(directory, withState(name));
    t.equal(faults.length, 1, faults.join('\n'));
    t.match(faults[0], /^gateway\.state_dir must be /);
  }
  t.strictSame(await faultsOf(directory, withState('state', '2h')), [
    'gateway.drain_timeout must be at most 1h',
  ]);
});

// Root may write anywhere.
void t.test(
  'a state directory that cannot be written is a fault',
  { skip: process.getuid?.() === 0 },
  async (t) => {
    mkdirSync(join(directory, 'locked'));
    chmodSync(join(directory, 'locked'), 0o555);
    const file = goodFile();
    file['gateway'].state_dir = 'locked/new';
    t.match(await faultsOf(directory, file), [
      /^gateway\.state_dir must be writable, and .*locked is not/,
    ]);
  },
);
