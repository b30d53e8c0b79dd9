/** What the parts of the notifications, and the rest of the gateway, know of each other. */
import type { Account, Approvals } from '../approval/approvals.ts';
import type { ChannelConfig, NotificationsConfig, NotifiedEvent, ShownDetail } from '../types.ts';

/** What is told. `collapsed` is told instead of many that were asked, and of no approval in particular. */
export type EventKind = NotifiedEvent | 'collapsed';

/**
 * An event as it is queued. It has nothing that an erasure would have to find: what the configuration
 * shows besides is read from the approvals when it is sent. Texts are cut. Times are RFC 3339, UTC.
 */
export interface NotifyEvent {
  kind: EventKind;
  at: string;
  /** Whose requests these are; of an account, who did it. */
  requester: Account;
  /** Of all but `collapsed` and what is of an account. */
  approval?: ApprovalFacts;
  /** Of what a person did with their own right to decide. */
  account?: { delegation?: { from: Account; to: Account; until: string } };
  /** Of `collapsed`. */
  collapsed?: { count: number; until: string; of: 'asked' | 'break-glass' };
}

/** What is told of an approval. */
export interface ApprovalFacts {
  id: string;
  connection: string;
  host: string;
  method: string;
  reasons: string[];
  groups: string[];
  /** 1 is low, 3 is high. */
  risk: number;
  quorum: number;
  /** How many agree. */
  approved: number;
  asked_at: string;
  decide_by: string;
  use_by?: string;
  /** Who decided, revoked or reviewed. */
  by?: Account;
  cause?: 'bundle' | 'world';
  /** Whether whoever decides must give a reason. */
  reason_needed?: true;
}

/** What is shown besides, as it is now. */
export type Shown = Partial<Record<ShownDetail, string>>;

/** A message to one channel. */
export interface Delivery {
  seq: number;
  /** The same however often it is tried. */
  id: string;
  channel: string;
  /** What is told in order: the approval's id, or the requester where it is collapsed. */
  topic: string;
  event: NotifyEvent;
  /** Milliseconds since the epoch. */
  madeAt: number;
  attempts: number;
}

/** What a sender is given. */
export interface Message {
  id: string;
  topic: string;
  event: NotifyEvent;
  shown: Shown;
  /** Where people see it; absent where the page has no known address. */
  link?: string;
  /** What the sender gave for the first message on this topic. */
  ref?: string;
}

/** Sends to one channel. Resolves once it was taken, with what a later message on the topic needs; throws a SendFault. */
export type Send = (message: Message, signal: AbortSignal) => Promise<string>;

/** What became of messages, for metrics. */
export type Counted =
  | 'sent'
  /** An attempt; it is tried again. */
  | 'failed'
  | 'dead'
  /** The queue was full. */
  | 'dropped'
  /** It was told in sum. */
  | 'collapsed'
  /** It had nothing to say any more. */
  | 'stale';

/** How a channel goes; numbers since the start, but for `dead` and `queued`. */
export interface ChannelState {
  channel: string;
  kind: ChannelConfig['kind'];
  ok: number;
  failed: number;
  dead: number;
  queued: number;
  last_error?: string;
  /** The receiver is gone (410): nothing is sent until the configuration names another, or a dead letter is retried. */
  disabled?: true;
}

/** A message that was given up. Times are RFC 3339, UTC. */
export interface DeadLetter {
  id: string;
  channel: string;
  event: EventKind;
  approval?: string;
  made_at: string;
  attempts: number;
  error: string;
}

/** What notifications need of the gateway. */
export interface NotifyOptions {
  config: NotificationsConfig;
  /** The queue's file. It is made where it is missing. */
  file: string;
  approvals: Approvals;
  /** Where people see an approval, or without one all of them; absent where the page has no known address. */
  link?: (approval?: string) => string;
  count?: (channel: string, what: Counted) => void;
  log: (level: 'info' | 'warn' | 'error', facts: object, message: string) => void;
  /** Milliseconds since the epoch; `Date.now` if absent. */
  now?: () => number;
  /** For tests. */
  tuning?: Partial<Tuning>;
}

/** Times in milliseconds. */
export interface Tuning {
  /** How long changes are gathered before they are looked at. */
  gather: number;
  /** How long an attempt may take. */
  timeout: number;
  /** The first and the longest pause before a message is tried again; each is four times the one before. */
  firstPause: number;
  lastPause: number;
  /** The longest pause of a channel that fails. */
  channelPause: number;
  /** Between two messages to a channel of Slack, which takes about one a second. */
  slackPace: number;
  /** How long what is collapsed is gathered. */
  collapseDelay: number;
  /** How often reminders and what is old are looked for. */
  upkeep: number;
  /** Messages of one channel that may wait. */
  maxQueued: number;
}

/** Running notifications. */
export interface Notifications {
  /** One of each channel, in the configuration's order. */
  state(): ChannelState[];
  /** Throws where the queue cannot be read. */
  deadLetters(): DeadLetter[];
  /** Queues a dead letter again; false where there is none with this id. */
  retry(id: string): boolean;
  /** Takes a call of Slack: its body as it came. Gives the status to answer with, at once. */
  slackCalled(body: Buffer, headers: SlackHeaders): number;
  /** Ends what is under way; what is left goes after the next start. */
  close(): Promise<void>;
}

/** What Slack signs with. */
export interface SlackHeaders {
  timestamp: string | undefined;
  signature: string | undefined;
}
