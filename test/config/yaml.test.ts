import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { stringify } from 'yaml';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { faultsOf, goodFile, load, makeDirectory } from './setup.ts';

const directory = makeDirectory(t);
const good = stringify(goodFile());

for (const [title, text, fault] of [
  [
    'a name that stands twice',
    `${good}log: {level: info, level: debug}\n`,
    /^log\.level stands twice$/,
  ],
  ['a section that stands twice', `${good}gateway: {}\n`, /^gateway stands twice$/],
  ['a tag of its own', `${good}log: !js {level: info}\n`, /^YAML: Unresolved tag: !js$/],
  ['a tag of YAML 1.1', `${good}log: !!binary aGk=\n`, /^YAML: Unresolved tag/],
  ['a second document', `${good}---\na: 1\n`, /^a second document begins here$/],
  ['another YAML version', `%YAML 1.1\n---\n${good}`, /^the file must be YAML 1\.2/],
  ['an unknown directive', `%FOO\n---\n${good}`, /^YAML: Unknown directive %FOO$/],
  [
    'an alias without anchor',
    `${good}log: *none\n`,
    /^log refers to \*none, and no &none stands before it$/,
  ],
  [
    'an anchor set twice',
    `${good}log: &a {level: &a info}\n`,
    /^log\.level has the anchor &a, which/,
  ],
  [
    'an alias inside its anchor',
    `${good}log: &a {level: [*a]}\n`,
    /^the file holds over 100000 values or 32 levels$/,
  ],
  ['a merge key', `${good}log: {<<: {level: info}}\n`, /^log\["<<"\] is not known/],
  [
    'a name that is a number',
    `${good}log: {1: info}\n`,
    /^log\.1 must have plain text for a name$/,
  ],
  [
    'a name that is a list',
    `${good}log: {[a]: info}\n`,
    /^log\[.*\] must have plain text for a name$/,
  ],
  [
    'a control character',
    `${good}policy2: "\\e[31m"\n`,
    /^policy2 may not hold control characters$/,
  ],
  ['broken YAML', `${good}log: {level: info\n`, /^YAML: /],
  [
    'an empty file',
    '',
    /^the file must be a section of names and values, but nothing stands there/,
  ],
  ['a list', '- a\n', /^the file must be a section of names and values$/],
] as const) {
  void t.test(`${title} is a fault`, async (t) => {
    const faults = await faultsOf(directory, text);
    t.ok(
      faults.some((found) => fault.test(found)),
      faults.join('\n'),
    );
  });
}

void t.test('aliases that multiply are cut off', async (t) => {
  const levels = Array.from({ length: 9 }, (_, i) =>
    i === 0
      ? 'l0: &l0 [x]'
      : `l${i}: &l${i} [${Array(10)
          .fill(`*l${i - 1}`)
          .join(', ')}]`,
  );
  t.match(await faultsOf(directory, levels.join('\n')), [/^the file holds over 100000 values/]);
});

void t.test('an alias stands for its anchor', async (t) => {
  const text = good.replace('port: 8080', 'port: &p 8080').replace('/crm', '&prefix /crm');
  const config = await load(
    directory,
    `${text}  - {name: b, match: {host: b, path_prefix: *prefix}, upstream: https://b}\n`,
  );
  t.strictSame(config.connections[1]?.match, { host: 'b', pathPrefix: '/crm' });
});

void t.test('nesting of many thousand levels is a fault', async (t) => {
  for (const text of [
    '['.repeat(300_000),
    'a: '.repeat(50_000),
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  ]) {
    t.not((await faultsOf(directory, text)).length, 0);
  }
});

void t.test('YAML 1.1 words and numbers are not taken for what they were', async (t) => {
  const text = good.replace('id: gw-1', 'id: no').replace('port: 8080', 'port: 0o20');
  const config = await load(directory, text);
  t.equal(config.gateway.id, 'no');
  t.equal(config.gateway.listen.port, 16);
});

void t.test('a file that cannot be read is one fault that names it', async (t) => {
  const file = join(directory, 'absent.yaml');
  await t.rejects(loadConfig(file), { name: 'SetupError', faults: [`${file} does not exist`] });
  await t.rejects(loadConfig(directory), {
    name: 'SetupError',
    faults: [`${directory} is not a regular file`],
  });
  await t.rejects(loadConfig('a\0b'), { name: 'SetupError' });
});

void t.test('a file that is not UTF-8, or too large, is a fault', async (t) => {
  const file = join(directory, 'odd.yaml');
  writeFileSync(file, Buffer.concat([Buffer.from(good), Buffer.from([0x23, 0xff])]));
  await t.rejects(loadConfig(file), { name: 'SetupError', faults: [`${file} is not UTF-8 text`] });
  writeFileSync(file, `${good}#${'x'.repeat(2 ** 20)}`);
  await t.rejects(loadConfig(file), {
    name: 'SetupError',
    faults: [`${file} is larger than 1048576 bytes`],
  });
});

void t.test('a byte order mark and CRLF are taken', async (t) => {
  const config = await load(directory, `\uFEFF${good.replaceAll('\n', '\r\n')}`);
  t.equal(config.gateway.id, 'gw-1');
});
