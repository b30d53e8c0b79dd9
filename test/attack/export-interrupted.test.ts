/** Who interrupts an export leaves nothing of it: what it is put together from has the keys of exchanges in it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeLedger } from '../evidence/make-ledger.ts';
import { until } from '../helpers/until.ts';

const REGENT = join(import.meta.dirname, '../../cli/regent.js');

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  t.test(`by ${signal}`, async (t) => {
    const dir = t.testdir();
    const ledger = join(dir, 'ledger');
    makeLedger(ledger, 2000);
    const out = join(dir, 'out');
    mkdirSync(out);
    const args = ['evidence', 'export', ledger, '--out', join(out, 'all.tar.zst')];
    const child = spawn(process.execPath, [REGENT, ...args], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await until(() => readdirSync(out).length > 0);
    child.kill(signal);
    t.strictSame(await ended, [null, signal]);
    t.strictSame(readdirSync(out), []);
  });
