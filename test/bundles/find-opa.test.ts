import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findOpa, isSupported } from '../../bundles/find-opa.ts';
import { faultsOf } from './support.ts';

function fakeOpa(dir: string, version: string): string {
  const file = join(dir, 'opa');
  writeFileSync(file, `#!/bin/sh\necho "Version: ${version}"\n`);
  chmodSync(file, 0o755);
  return file;
}

const none = () => undefined;

void t.test('OPA_BIN goes before the PATH, the PATH before the npm package', async (t) => {
  const named = fakeOpa(t.testdir({ named: {}, path: {} }) + '/named', '1.20.3');
  const onPath = fakeOpa(join(t.testdirName, 'path'), '1.19.0');
  const PATH = `relative:${t.testdirName}/missing:${t.testdirName}/path`;
  t.same(await findOpa({ OPA_BIN: named, PATH }), {
    path: named,
    version: '1.20.3',
    source: 'OPA_BIN',
  });
  t.same(await findOpa({ PATH }), { path: onPath, version: '1.19.0', source: 'PATH' });
  t.match(await findOpa({ PATH: '' }), { version: '1.19.0', source: 'npm' });
});

void t.test('an OPA_BIN that cannot be used is not passed over', async (t) => {
  const dir = t.testdir({ old: {}, text: 'no program', failing: '#!/bin/sh\nexit 3\n' });
  chmodSync(join(dir, 'failing'), 0o755);
  const faults: [string, string][] = [
    [join(dir, 'missing'), 'is not a program that can be run'],
    [dir, 'is not a program that can be run'],
    [join(dir, 'text'), 'is not a program that can be run'],
    [join(dir, 'failing'), 'fails when asked for its version'],
    [fakeOpa(join(dir, 'old'), '0.70.0'), 'is of version 0.70.0, not 1.19 or a later 1.x'],
    ['opa', 'is not an absolute file name'],
  ];
  for (const [file, fault] of faults) {
    t.same(await faultsOf(findOpa({ OPA_BIN: file })), [`OPA_BIN: ${file} ${fault}`]);
  }
});

void t.test('an old opa on the PATH is passed over', async (t) => {
  fakeOpa(t.testdir(), '1.9.0');
  t.match(await findOpa({ PATH: t.testdirName }), { source: 'npm' });
});

void t.test('one message says what to do where there is none', async (t) => {
  const [fault, ...more] = await faultsOf(findOpa({ PATH: '' }, none));
  t.same(more, []);
  t.match(fault, 'none was found');
  for (const remedy of ['OPA_BIN', 'install', 'npm ci --include=optional']) t.match(fault, remedy);
});

void t.test('versions are compared as numbers', (t) => {
  for (const version of ['1.19.0', '1.19.7', '1.20.0', '1.100.0', '1.19.0+build.5']) {
    t.equal(isSupported(version), true, version);
  }
  for (const version of [
    '1.9.0',
    '1.2.19',
    '0.19.0',
    '2.0.0',
    '11.19.0',
    '1.019.0',
    '1.19',
    '1.19.0-rc1',
    'v1.19.0',
    '',
  ]) {
    t.equal(isSupported(version), false, version);
  }
  t.end();
});
