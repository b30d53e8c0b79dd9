// A bundle without a signature must not pass for one whose signature holds.
import t from 'tap';
import { writeArchive } from '../../bundles/manifest-archive.ts';
import { SIGNATURES_FILE } from '../../bundles/signatures.ts';
import { codeOf, filesOf, makeSigned, tamper } from '../bundles/sign-support.ts';

void t.test('no signature file', async (t) => {
  const { trust } = await makeSigned();
  t.equal(await codeOf(await writeArchive(filesOf()), trust), 'unsigned');
  t.equal(await codeOf(await writeArchive(filesOf()), { keys: [] }), 'unsigned');
});

void t.test('a signature file without a signature', async (t) => {
  const { trust, bytes } = await makeSigned();
  for (const content of ['{}', '{"signatures": []}', '{"plugin": "none"}']) {
    const changed = await tamper(bytes, (files) =>
      files.set(SIGNATURES_FILE, Buffer.from(content)),
    );
    t.equal(await codeOf(changed, trust), 'unsigned', content);
  }
});

void t.test('a signature file that is none', async (t) => {
  const { trust, bytes } = await makeSigned();
  for (const content of [
    '',
    '[]',
    'null',
    '{"signatures": [null]}',
    '{"signatures": ["a.b.c"]}',
    '{"signatures": {"0": "x"}}',
  ]) {
    const changed = await tamper(bytes, (files) =>
      files.set(SIGNATURES_FILE, Buffer.from(content)),
    );
    t.equal(await codeOf(changed, trust), 'malformed', content);
  }
});

void t.test('a signature file elsewhere, which `opa` reads too', async (t) => {
  const { trust, bytes } = await makeSigned();
  for (const name of ['a/.signatures.json', 'signatures.json']) {
    const moved = await tamper(bytes, (files) => {
      files.set(name, files.get(SIGNATURES_FILE)!);
      files.delete(SIGNATURES_FILE);
    });
    t.equal(await codeOf(moved, trust), 'unsigned', name);
  }
});
