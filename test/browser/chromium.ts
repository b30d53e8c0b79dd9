import { chromium, type Browser } from 'playwright-core';
import type { Test } from 'tap';
import { requireCommand } from '../helpers/require-command.ts';

/** Debian's Chromium, or the one that the environment variable `CHROMIUM` names. */
const COMMAND = process.env['CHROMIUM'] ?? 'chromium';

/** A browser for a test; undefined where there is none, which is said loudly, and a failure where `CI=true`. */
export async function startChromium(t: Test): Promise<Browser | undefined> {
  const remedy = 'apt-get install -y chromium, or set CHROMIUM to its command';
  if (!requireCommand(t, COMMAND, remedy)) return undefined;
  const browser = await chromium.launch({
    executablePath: await locate(),
    // It shows pages of the test alone, and root in a container has no sandbox to give.
    chromiumSandbox: false,
    args: ['--disable-dev-shm-usage', '--disable-gpu'],
    timeout: 120_000,
  });
  t.teardown(() => browser.close());
  return browser;
}

async function locate(): Promise<string> {
  const { execFileSync } = await import('node:child_process');
  return execFileSync('sh', ['-c', `command -v ${COMMAND}`])
    .toString()
    .trim();
}
