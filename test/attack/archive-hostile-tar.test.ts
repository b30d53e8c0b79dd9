/** An archive comes from somebody else: what it unpacks to stays in its directory, and is read in one way. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack, type Header } from 'tar-stream';
import t from 'tap';
import { openEvidence } from '../../evidence/archive/open-evidence.ts';

const scratch = await mkdtemp(join(tmpdir(), 'regent-hostile-'));
t.teardown(() => rm(scratch, { recursive: true, force: true }));

const HOSTILE: Record<string, (Partial<Header> & { name: string })[]> = {
  'a path upwards': [{ name: '../escaped.ndjson' }],
  'an absolute path': [{ name: '/tmp/regent-escaped' }],
  'a link': [{ name: 'objects/ab', type: 'symlink', linkname: '/etc' }],
  'a link of a good name': [{ name: 'checkpoint', type: 'symlink', linkname: '/etc/passwd' }],
  'a file twice': [{ name: 'checkpoint' }, { name: 'checkpoint' }],
  'a file that no archive has': [{ name: 'regent.yaml' }],
  'a device': [{ name: 'checkpoint', type: 'character-device' }],
  'no archive.json': [{ name: 'README.txt' }],
};

void t.test('hostile tar files', async (t) => {
  for (const [what, headers] of Object.entries(HOSTILE)) {
    const archive = pack();
    const path = join(scratch, 'hostile.tar');
    const writing = pipeline(archive, createWriteStream(path));
    for (const header of headers) archive.entry(header, header.type === undefined ? 'x' : '');
    archive.finalize();
    await writing;
    await t.rejects(openEvidence(path, []), { name: 'SetupError' }, what);
  }
  t.same(await readdir(scratch), ['hostile.tar']);
});
