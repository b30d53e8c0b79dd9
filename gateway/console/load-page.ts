import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';
import { setImmediate as letOthersRun } from 'node:timers/promises';
import { findVendored, vendoredUrl } from './vendored.ts';

/** A file of the page as it is sent. */
export interface PageFile {
  type: string;
  body: Buffer;
  /** Strong, of the body. */
  etag: string;
}

/** The files of the page by their path below `/page/`. `index.html` is the document of every view. */
export type Page = ReadonlyMap<string, PageFile>;

const SOURCE = join(import.meta.dirname, 'page');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
};

let loaded: Promise<Page> | undefined;

/** Reads the page once for the process. Between the files requests are let through. */
export function loadPage(): Promise<Page> {
  return (loaded ??= readPage());
}

async function readPage(): Promise<Page> {
  const page = new Map<string, PageFile>();
  for (const name of (await readdir(SOURCE, { recursive: true })).toSorted()) {
    if (TYPES[extname(name)] === undefined) continue;
    const text = await readFile(join(SOURCE, name), 'utf8');
    page.set(name, toFile(name, name.endsWith('.ts') ? toScript(text, name) : text));
    await letOthersRun();
  }
  for (const { name, file } of await findVendored()) {
    page.set(name, toFile(name, nameVendored(await readFile(file, 'utf8'), name)));
  }
  const { body } = page.get('index.html')!;
  page.set('index.html', toFile('index.html', preload(body.toString(), page)));
  return page;
}

/** Lets the browser fetch all modules at once, instead of finding one after the other. */
function preload(html: string, page: Page): string {
  const links = [...page.keys()]
    .filter((name) => /\.m?[jt]s$/.test(name))
    .map((name) => `<link rel="modulepreload" href="/page/${name}" />`);
  return html.replace('<!-- modules -->', links.join('\n    '));
}

/** The types become spaces, so that lines and columns stay what they are in the source. */
function toScript(text: string, name: string): string {
  const own = Object.getOwnPropertyDescriptor(process, 'emitWarning')!;
  // Node.js says once in each process that this may change. It is pinned here, and tests run it.
  Object.defineProperty(process, 'emitWarning', { ...own, value: () => undefined });
  try {
    return nameVendored(stripTypeScriptTypes(text), name);
  } finally {
    Object.defineProperty(process, 'emitWarning', own);
  }
}

/** A browser knows no packages: each import of one is replaced by where it is served. */
function nameVendored(text: string, name: string): string {
  const bare = /(\bfrom\s*|\bimport\s*)(["'])([\w@][^"'\n]*)\2/g;
  return text.replaceAll(bare, (_, before: string, quote: string, wanted: string) => {
    const url = vendoredUrl(wanted);
    if (url === undefined) throw new Error(`${name} imports ${wanted}, which is not served`);
    return before + quote + url + quote;
  });
}

function toFile(name: string, text: string): PageFile {
  const body = Buffer.from(text);
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  return { type: TYPES[extname(name)]!, body, etag };
}
