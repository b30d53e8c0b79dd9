import type { SlackConfig } from '../../types.ts';
import type { Message, Send } from '../contract.ts';
import { post } from '../post.ts';
import { readSecret } from '../read-secret.ts';
import { callSlack, SlackFault, type SlackApi } from './call-api.ts';
import { composeSlack } from './compose.ts';

/** Why a message cannot be changed; then another is written. */
const UNCHANGEABLE = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'is_inactive',
]);
/** What keeps Slack from finding links, mentions and markup in a message's text by itself. */
const AS_IT_IS = {
  mrkdwn: false,
  link_names: false,
  parse: 'none',
  unfurl_links: false,
  unfurl_media: false,
};

/** Sends to a channel of Slack. `timeout` in milliseconds. */
export function createSlackSend(
  { to, buttons }: SlackConfig,
  times: { timeout: number; now: () => number },
): Send {
  if (!('webhook' in to)) {
    const bot: SlackApi = { api: to.api, token: to.token, ...times };
    return (message, signal) => {
      const composed = { ...composeSlack(message, buttons), ...AS_IT_IS };
      return tell(bot, to.channel, message, composed, signal);
    };
  }
  return async (message, signal) => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const body = JSON.stringify({ ...composeSlack(message), ...AS_IT_IS });
    await post(readSecret(to.webhook), body, { headers, ...times, signal });
    return '';
  };
}

/** Changes the message that is there, else writes one; gives its place: its channel and time stamp. */
async function tell(
  bot: SlackApi,
  channel: string,
  { ref }: Message,
  composed: object,
  signal: AbortSignal,
): Promise<string> {
  const place =
    ref === undefined ? undefined : (JSON.parse(ref) as { channel: string; ts: string });
  if (place?.channel !== undefined) {
    try {
      await callSlack(bot, 'chat.update', { ...place, ...composed }, signal);
      return ref!;
    } catch (error) {
      if (!(error instanceof SlackFault) || !UNCHANGEABLE.has(error.code)) throw error;
    }
  }
  const answer = await callSlack(bot, 'chat.postMessage', { channel, ...composed }, signal);
  return JSON.stringify({ channel: answer['channel'], ts: answer['ts'] });
}
