import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { loadPage } from '../../gateway/console/load-page.ts';

const run = promisify(execFile);
const LOADER = join(import.meta.dirname, '../../gateway/console/load-page.ts');

t.test(
  'every module that one imports is served, and none is a package of no address',
  async (t) => {
    const page = await loadPage();
    for (const [name, { body, type }] of page) {
      if (!type.startsWith('text/javascript')) continue;
      for (const [, wanted] of body
        .toString()
        .matchAll(/(?:\bfrom\s*|\bimport\s*)["']([^"'\n]+)["']/g)) {
        const { pathname } = new URL(wanted!, `http://page/page/${name}`);
        t.ok(page.has(pathname.slice('/page/'.length)), `${name}: ${wanted}`);
      }
    }
  },
);

t.test(
  'no document or style has what its policy forbids, and no module makes HTML of text',
  async (t) => {
    const page = await loadPage();
    const html = page.get('index.html')!.body.toString();
    t.notMatch(html, /<script(?![^>]*src=)|<style| style=| on\w+=/);
    t.match(html, 'rel="modulepreload" href="/page/app.ts"');
    for (const [name, { body }] of page) {
      if (name.startsWith('vendor/')) continue;
      t.notMatch(
        body.toString(),
        /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|\beval\(/,
        name,
      );
    }
  },
);

t.test('loading it says nothing', async (t) => {
  const code = `const { loadPage } = await import(${JSON.stringify(LOADER)}); await loadPage();`;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', code]);
  t.equal(stdout + stderr, '');
});
