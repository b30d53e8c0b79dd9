import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { openApprovals } from '../../gateway/approval/approvals.ts';
import { tempFile } from '../approval/support.ts';
import { until } from '../helpers/until.ts';
import type { ChildTask } from './child.ts';
import { receive } from './support.ts';

function start(task: ChildTask): ChildProcess {
  const program = fileURLToPath(new URL('child.ts', import.meta.url));
  return spawn(process.execPath, [program, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

void t.test(
  'killed at any moment: every approval that was asked is told, in the end',
  async (t) => {
    const file = tempFile(t);
    const queue = join(dirname(file), 'notify.db');
    const receiver = await receive(t);
    for (let round = 0; round < 3; round += 1) {
      const before = receiver.got.length;
      const child = start({ file, queue, url: receiver.url, ask: true, prefix: `${round}-` });
      await until(() => receiver.got.length > before + 3);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const child = start({ file, queue, url: receiver.url, ask: false, prefix: '' });
    t.teardown(() => child.kill('SIGKILL'));
    const approvals = openApprovals({
      file,
      hold: 1,
      maxHeld: 1,
      poll: 1e6,
      record: async () => undefined,
    });
    const asked = approvals.ids();
    await approvals.close();
    t.ok(asked.length > 10);
    const told = new Map<string, Set<string>>();
    await until(() => {
      for (const { headers, body } of receiver.got) {
        const { id } = JSON.parse(body).data as { id: string };
        const ids = told.get(id) ?? new Set();
        told.set(id, ids.add(String(headers['webhook-id'])));
      }
      return asked.every((id) => told.has(id));
    });
    t.ok(
      [...told.values()].every((ids) => ids.size === 1),
      'each under one id',
    );
  },
);
