/** Another process with approvals and notifications, to be killed; `ready` once both run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openApprovals } from '../../gateway/approval/approvals.ts';
import { startNotifications } from '../../gateway/notify/notify.ts';
import { DEMAND, subjectNamed } from '../approval/support.ts';
import { FAST, webhookTo } from './support.ts';

export interface ChildTask {
  file: string;
  queue: string;
  url: string;
  /** How many are asked; more come until the process ends. */
  ask: boolean;
  prefix: string;
}

const task = JSON.parse(process.argv[2]!) as ChildTask;
const approvals = openApprovals({
  file: task.file,
  hold: 600_000,
  maxHeld: 10_000,
  maxPendingPerIdentity: 10_000,
  poll: 20,
  record: async () => undefined,
});
const notifications = startNotifications({
  config: {
    channels: [webhookTo(task.url)],
    collapse: { after: 10, window: 600_000 },
    reviewAfter: 86_400_000,
    giveUpAfter: 86_400_000,
  },
  file: task.queue,
  approvals,
  log: (level, facts, message) => console.error(level, message, facts),
  tuning: FAST,
});
console.log('ready');
const stays = new AbortController().signal;
for (let index = 0; task.ask; index += 1) {
  approvals.ask(DEMAND, subjectNamed(`${task.prefix}${index}`), stays).catch(() => undefined);
  await sleep(1);
}
process.on('SIGTERM', () => void notifications.close().then(() => process.exit(0)));
