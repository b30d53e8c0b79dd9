import { randomBytes } from 'node:crypto';
import type { AccountChange, Approval } from '../approval/approvals.ts';
import type { ChannelConfig, NotificationsConfig } from '../types.ts';
import { countAsked } from './collapse.ts';
import type { Counted, NotifyEvent } from './contract.ts';
import { toAccountEvent, toEvent } from './facts.ts';
import { toId } from './message-id.ts';
import type { Queue } from './queue.ts';
import { groupsOf, isForPeople, isRouted, OPENING } from './route.ts';
import type { Step } from './steps.ts';

/** What queueing needs. */
export interface EnqueueParts {
  config: NotificationsConfig;
  now: () => number;
  count: (channel: string, what: Counted) => void;
  /** How long what is collapsed is gathered, in milliseconds. */
  collapseDelay: number;
  maxQueued: number;
}

/** Room beyond `maxQueued` that a flood of questions does not take from what is graver. */
const RESERVE = 1.2;
const GRAVE: ReadonlySet<string> = new Set([
  'break-glass',
  'review-due',
  'collapsed',
  'delegated',
  'passkey-registered',
]);

/** Queues an event of an approval for each channel that is told of it; within a transaction. */
export function enqueue(queue: Queue, parts: EnqueueParts, step: Step, approval: Approval): void {
  const now = parts.now();
  const event = toEvent(step.kind, now, approval);
  const concerned = groupsOf(step.kind, approval);
  for (const channel of parts.config.channels) {
    if (!isRouted(channel, step.kind, concerned)) continue;
    if (isForPeople(channel)) enqueueForPeople(queue, parts, channel, step, event);
    else enqueueOne(queue, parts, channel, step, event);
  }
}

/** Queues what a person did with their own right for each channel that wants it: it concerns no group, but an account. */
export function enqueueAccount(queue: Queue, parts: EnqueueParts, change: AccountChange): void {
  const now = parts.now();
  const event = toAccountEvent(change, now);
  // Each is a message of its own: a passkey that is registered again is another matter.
  const topic = `acc_${randomBytes(12).toString('base64url')}`;
  for (const channel of parts.config.channels) {
    if (!channel.events.includes(change.kind)) continue;
    const id = toId(channel.name, topic);
    insert(queue, parts, channel, { id, topic, event, due: now });
  }
}

/** People are told of the rest only where they were told of the beginning, and of a flood in sum. */
function enqueueForPeople(
  queue: Queue,
  parts: EnqueueParts,
  channel: ChannelConfig,
  step: Step,
  event: NotifyEvent,
): void {
  const { name } = channel;
  if (!OPENING.has(step.kind)) {
    if (queue.isTold(name, event.approval!.id)) enqueueOne(queue, parts, channel, step, event);
    return;
  }
  const now = parts.now();
  const collapsed =
    step.kind === 'review-due'
      ? undefined
      : countAsked(queue, name, event, parts.config.collapse, now);
  if (!collapsed) {
    enqueueOne(queue, parts, channel, step, event);
    return;
  }
  parts.count(name, 'collapsed');
  // Said once in a window; until it is, it says how many.
  if (queue.messageRef(name, collapsed.topic) !== undefined) return;
  insert(queue, parts, channel, { ...collapsed, due: now + parts.collapseDelay });
  queue.change(collapsed.id, collapsed.event);
}

function enqueueOne(
  queue: Queue,
  parts: EnqueueParts,
  channel: ChannelConfig,
  { key }: Step,
  event: NotifyEvent,
): void {
  const topic = event.approval!.id;
  const id = toId(channel.name, topic, key);
  insert(queue, parts, channel, { id, topic, event, due: parts.now() });
}

function insert(
  queue: Queue,
  { count, maxQueued }: EnqueueParts,
  { name: channel }: ChannelConfig,
  delivery: { id: string; topic: string; event: NotifyEvent; due: number },
): void {
  const most = GRAVE.has(delivery.event.kind) ? maxQueued * RESERVE : maxQueued;
  if (queue.queued(channel) >= most) {
    count(channel, 'dropped');
    return;
  }
  queue.insert({ ...delivery, channel });
}
