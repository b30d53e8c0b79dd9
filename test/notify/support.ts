/** Approvals with notifications beside them, and receivers on real sockets. */
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import type { ApprovalsOptions } from '../../gateway/approval/approvals.ts';
import {
  startNotifications,
  type Notifications,
  type NotifyOptions,
} from '../../gateway/notify/notify.ts';
import type {
  ChannelConfig,
  NotificationsConfig,
  NotifiedEvent,
  SlackConfig,
  WebhookConfig,
} from '../../gateway/types.ts';
import { open, type Opened } from '../approval/support.ts';

export const EVENTS: NotifiedEvent[] = [
  'asked',
  'agreed',
  'granted',
  'denied',
  'expired',
  'withdrawn',
  'voided',
  'used',
  'revoked',
  'break-glass',
  'review-due',
  'reviewed',
  'delegated',
  'delegation-ended',
  'passkey-registered',
  'passkey-removed',
];

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** Retries at once, and nothing is waited for. */
export const FAST: NonNullable<NotifyOptions['tuning']> = {
  gather: 1,
  timeout: 5000,
  firstPause: 1,
  lastPause: 20,
  channelPause: 20,
  slackPace: 0,
  collapseDelay: 0,
  upkeep: 20,
};

export const secretOf = (text: string): { read: () => string } => ({ read: () => text });

/** What a receiver got. */
export interface Got {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A webhook's payload, or a message of Slack, as far as tests look at it. */
export interface Told {
  type?: string;
  text?: string;
  data?: { id?: string };
}

export interface Receiver {
  url: string;
  got: Got[];
  server: Server;
  /** The bodies as JSON. */
  json: () => Told[];
}

/** An HTTP server that answers 200, or as it is told; `got` has a request before it is answered. */
export async function receive(
  t: Test,
  answer: (got: Got, res: ServerResponse, all: Got[]) => void = (_, res) => void res.end(),
): Promise<Receiver> {
  const got: Got[] = [];
  const server = createServer((req: IncomingMessage, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const one = { url: req.url!, headers: req.headers, body: Buffer.concat(chunks).toString() };
      got.push(one);
      answer(one, res, got);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    got,
    server,
    json: () => got.map(({ body }) => JSON.parse(body) as Told),
  };
}

export function webhookTo(url: string, more: Partial<WebhookConfig> = {}): WebhookConfig {
  return {
    kind: 'webhook',
    name: 'hook',
    url,
    secrets: [secretOf(SECRET)],
    events: EVENTS,
    show: [],
    ...more,
  };
}

export function botTo(url: string, more: Partial<SlackConfig> = {}): SlackConfig {
  return {
    kind: 'slack',
    name: 'slack',
    to: { token: secretOf('xoxb-test'), channel: 'C1', api: url },
    events: EVENTS,
    show: [],
    ...more,
  };
}

export interface Notified extends Opened {
  notifications: Notifications;
  logs: { level: string; message: string; facts: Record<string, unknown> }[];
  counts: Record<string, number>;
}

/** Approvals, and notifications of them on these channels. */
export function notify(
  t: Test,
  channels: ChannelConfig[],
  more: {
    config?: Partial<NotificationsConfig>;
    approvals?: Partial<ApprovalsOptions>;
    options?: Partial<NotifyOptions>;
    tuning?: NotifyOptions['tuning'];
  } = {},
): Notified {
  const opened = open(t, more.approvals);
  const logs: Notified['logs'] = [];
  const counts: Record<string, number> = {};
  const notifications = startNotifications({
    config: {
      channels,
      collapse: { after: 10, window: 600_000 },
      reviewAfter: 86_400_000,
      giveUpAfter: 86_400_000,
      ...more.config,
    },
    file: join(dirname(opened.file), 'notify.db'),
    approvals: opened.approvals,
    link: (id) => `https://regent.example/inbox/${id ?? ''}`,
    count: (channel, what) => {
      const key = `${channel} ${what}`;
      counts[key] = (counts[key] ?? 0) + 1;
    },
    log: (level, facts, message) =>
      void logs.push({ level, message, facts: facts as Record<string, unknown> }),
    tuning: { ...FAST, ...more.tuning },
    ...more.options,
  });
  t.teardown(() => notifications.close());
  return { ...opened, notifications, logs, counts };
}
