/** Slack as its documentation says it answers: the three methods of the Web API that are called. */
import { createHmac } from 'node:crypto';
import type { Test } from 'tap';
import type { SlackButtons } from '../../gateway/types.ts';
import { ISSUER } from '../approval/support.ts';
import { receive, secretOf, type Receiver } from './support.ts';

export const SIGNING = '8f742231b10e8888abcd99yyyzzz85a5';

/** Buttons for dana and erin, who may decide. */
export const BUTTONS: SlackButtons = {
  signingSecret: secretOf(SIGNING),
  team: 'T1',
  approveUpToRisk: 2,
  people: [
    { user: 'U1', issuer: ISSUER, subject: 'dana', groups: ['dpo'] },
    { user: 'U2', issuer: ISSUER, subject: 'erin', groups: ['dpo'] },
  ],
};

/** What a method was called with. */
export interface SlackCall {
  channel: string;
  text: string;
  ts?: string;
  user?: string;
  blocks?: object[];
}

export interface SlackServer extends Receiver {
  /** The messages that stand in channels now, by channel and time stamp. */
  messages: Map<string, SlackCall>;
  /** What only one person was shown. */
  ephemeral: SlackCall[];
  /** Answers each call with this status and body instead, while it is set. */
  instead: { status: number; body: object; headers?: Record<string, string> } | undefined;
}

/** A server for `api`, which knows the token `xoxb-test` and the channel C1. */
export async function startSlack(t: Test): Promise<SlackServer> {
  const messages: SlackServer['messages'] = new Map();
  const ephemeral: SlackServer['ephemeral'] = [];
  let last = 0;
  const receiver = await receive(t, ({ url, headers, body }, res) => {
    const say = (answer: object, status = 200, more = {}): void =>
      void res
        .writeHead(status, { 'content-type': 'application/json', ...more })
        .end(JSON.stringify(answer));
    if (slack.instead) {
      say(slack.instead.body, slack.instead.status, slack.instead.headers);
      return;
    }
    if (headers.authorization !== 'Bearer xoxb-test')
      return say({ ok: false, error: 'invalid_auth' });
    const call = JSON.parse(body) as SlackCall;
    if (call.channel !== 'C1') return say({ ok: false, error: 'channel_not_found' });
    if (url === '/chat.postMessage') {
      const ts = `1503435956.${String((last += 1)).padStart(6, '0')}`;
      messages.set(ts, call);
      return say({ ok: true, channel: 'C1', ts, message: call });
    }
    if (url === '/chat.update') {
      if (!messages.has(call.ts ?? '')) return say({ ok: false, error: 'message_not_found' });
      messages.set(call.ts!, call);
      return say({ ok: true, channel: 'C1', ts: call.ts, text: call.text });
    }
    if (url === '/chat.postEphemeral') {
      ephemeral.push(call);
      return say({ ok: true, message_ts: '1502210682.580145' });
    }
    return say({ ok: false, error: 'unknown_method' });
  });
  const slack: SlackServer = { ...receiver, messages, ephemeral, instead: undefined };
  return slack;
}

/** A call of Slack on a click, as `block_actions` is documented. */
export function clickBody(options: {
  approval: string;
  ts: string;
  action?: string;
  user?: string;
  team?: string;
}): Buffer {
  const { approval, ts, action = 'regent_approve', user = 'U1', team = 'T1' } = options;
  const payload = {
    type: 'block_actions',
    user: { id: user, username: 'dana', team_id: team },
    api_app_id: 'A1',
    team: { id: team, domain: 'example' },
    container: { type: 'message', message_ts: ts, channel_id: 'C1', is_ephemeral: false },
    channel: { id: 'C1', name: 'approvals' },
    response_url: 'https://hooks.slack.com/actions/T1/1/x',
    actions: [
      {
        action_id: action,
        block_id: 'b',
        text: { type: 'plain_text', text: 'Approve', emoji: false },
        value: approval,
        type: 'button',
        action_ts: '1503435957.1',
      },
    ],
  };
  return Buffer.from(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
}

/** The headers with which Slack signs a body; `now` in milliseconds. */
export function signed(
  body: Buffer,
  now = Date.now(),
  secret = SIGNING,
): { timestamp: string; signature: string } {
  const timestamp = String(Math.floor(now / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body);
  return { timestamp, signature: `v0=${mac.digest('hex')}` };
}
