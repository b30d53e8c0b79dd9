import type { Secret } from '../../types.ts';
import { post } from '../post.ts';
import { readSecret } from '../read-secret.ts';
import { SendFault } from '../send-fault.ts';

/** Slack's Web API, as one bot. `timeout` in milliseconds. */
export interface SlackApi {
  api: string;
  token: Secret;
  timeout: number;
  now: () => number;
}

/** Slack says no. `code` is Slack's, such as `channel_not_found`. */
export class SlackFault extends SendFault {
  readonly code: string;

  constructor(code: string) {
    super(`Slack answers ${code}`);
    this.code = code;
  }
}

/** Calls a method; gives what it answers. Throws a SendFault, and where Slack says no a SlackFault. */
export async function callSlack(
  { api, token, timeout, now }: SlackApi,
  method: string,
  body: object,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    authorization: `Bearer ${readSecret(token)}`,
  };
  const { text } = await post(`${api}/${method}`, JSON.stringify(body), {
    headers,
    timeout,
    now,
    signal,
  });
  const answer = readAnswer(text);
  if (answer['ok'] === true) return answer;
  const { error } = answer;
  // Slack's codes are words; anything else is not repeated.
  const isCode = typeof error === 'string' && /^[a-z0-9_]{1,64}$/.test(error);
  throw new SlackFault(isCode ? error : 'what cannot be read');
}

function readAnswer(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
