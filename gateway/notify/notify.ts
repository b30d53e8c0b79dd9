/** Tells people and programs of approvals. It holds nothing up, and decides nothing. */
import type { ApprovalChange } from '../approval/approvals.ts';
import type { ChannelConfig } from '../types.ts';
import { ChannelWorker } from './channel-worker.ts';
import type { DeadLetter, Notifications, NotifyOptions, Send, Tuning } from './contract.ts';
import { createMailSend } from './mail/send.ts';
import { Observer } from './observer.ts';
import { QueueFile } from './queue-file.ts';
import type { Dead } from './queue.ts';
import { createSlackCalls } from './slack/calls.ts';
import { createSlackSend } from './slack/send.ts';
import { targetOf } from './target.ts';
import { createWebhookSend } from './webhook/send.ts';
import { toTime } from '../to-time.ts';

export type { ChannelState, DeadLetter, Notifications, NotifyOptions } from './contract.ts';

const TUNING: Tuning = {
  gather: 20,
  timeout: 15_000,
  firstPause: 5000,
  lastPause: 2 * 3_600_000,
  channelPause: 5 * 60_000,
  slackPace: 1000,
  collapseDelay: 30_000,
  upkeep: 60_000,
  maxQueued: 5000,
};

/** Starts the notifications that the configuration asks for. Never throws: without a queue it goes on trying. */
export function startNotifications(options: NotifyOptions): Notifications {
  const { config, approvals, log, file, now = Date.now, count = () => undefined } = options;
  const tuning = { ...TUNING, ...options.tuning };
  const abort = new AbortController();
  const { signal } = abort;
  const queueFile = new QueueFile({ file, now, log });
  const workers = config.channels.map(
    (channel) =>
      new ChannelWorker({
        channel,
        target: targetOf(channel),
        send: createSend(channel, tuning, now),
        queueFile,
        approvals,
        link: options.link,
        tuning,
        giveUpAfter: config.giveUpAfter,
        pace: channel.kind === 'slack' ? tuning.slackPace : 0,
        now,
        count: (what) => count(channel.name, what),
        log,
        signal,
      }),
  );
  const observer = new Observer({
    queueFile,
    parts: {
      approvals,
      config,
      now,
      count,
      collapseDelay: tuning.collapseDelay,
      maxQueued: tuning.maxQueued,
    },
    gather: tuning.gather,
    upkeep: tuning.upkeep,
    queued: () => {
      for (const worker of workers) worker.wake();
    },
  });
  const slack = createSlackCalls({
    channels: config.channels,
    approvals,
    messageRef: (channel, topic) => queueFile.use((queue) => queue.messageRef(channel, topic)),
    link: options.link,
    timeout: tuning.timeout,
    now,
    log,
    signal,
  });
  const unsubscribe = approvals.subscribe(({ id, account }: ApprovalChange) => {
    if (account) observer.heardOf(account);
    else observer.heard(id);
  });
  observer.start();
  const running = Promise.all(workers.map((worker) => worker.run()));

  return {
    state: () =>
      workers.map((worker) => {
        const state = worker.state();
        const { fault } = queueFile;
        return fault === undefined ? state : { ...state, last_error: fault };
      }),
    deadLetters: () => queueFile.get()?.deadLetters().map(toDeadLetter) ?? unusable(queueFile),
    retry(id) {
      const queue = queueFile.get() ?? unusable(queueFile);
      const channel = queue.revive(id);
      const index = config.channels.findIndex(({ name }) => name === channel);
      workers[index]?.reset();
      return channel !== undefined;
    },
    slackCalled: (body, headers) => slack.called(body, headers),
    async close() {
      unsubscribe();
      observer.close();
      abort.abort();
      for (const worker of workers) worker.wake();
      await Promise.all([running, slack.settled()]);
      queueFile.close();
    },
  };
}

function unusable({ fault }: QueueFile): never {
  throw new Error(`the queue of the notifications cannot be used: ${fault ?? ''}`);
}

function createSend(channel: ChannelConfig, { timeout }: Tuning, now: () => number): Send {
  if (channel.kind === 'webhook') return createWebhookSend(channel, { timeout, now });
  if (channel.kind === 'slack') return createSlackSend(channel, { timeout, now });
  return createMailSend(channel, { timeout });
}

function toDeadLetter({ id, channel, event, madeAt, attempts, error }: Dead): DeadLetter {
  return {
    id,
    channel,
    event: event.kind,
    ...(event.approval && { approval: event.approval.id }),
    made_at: toTime(madeAt),
    attempts,
    error,
  };
}
