import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The packages that the page imports, and the module of each that a browser loads. */
const PACKAGES: Record<string, string> = {
  preact: 'preact.mjs',
  'preact/hooks': 'hooks.mjs',
  htm: 'htm.mjs',
  '@simplewebauthn/browser': 'webauthn/index.js',
};

/** Where the page loads a package from; undefined for any other. */
export function vendoredUrl(name: string): string | undefined {
  const file = PACKAGES[name];
  return file === undefined ? undefined : `/page/vendor/${file}`;
}

/** Every file of these packages that a browser may ask for, by its path below `/page/`. */
export async function findVendored(): Promise<{ name: string; file: string }[]> {
  const single = ['preact', 'preact/hooks', 'htm'].map((name) => ({
    name: `vendor/${PACKAGES[name]}`,
    file: locate(name),
  }));
  const root = dirname(locate('@simplewebauthn/browser'));
  const scripts = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.js'));
  const webauthn = scripts.map((name) => ({
    name: `vendor/webauthn/${name}`,
    file: join(root, name),
  }));
  return [...single, ...webauthn];
}

function locate(name: string): string {
  return fileURLToPath(import.meta.resolve(name));
}
