import type { WebhookConfig } from '../../types.ts';
import { VERSION } from '../../version.ts';
import type { Message, Send } from '../contract.ts';
import { post } from '../post.ts';
import { readSecret } from '../read-secret.ts';
import { signWebhook } from './sign.ts';

/** Sends webhooks, signed anew at each attempt. `timeout` in milliseconds. */
export function createWebhookSend(
  { url, secrets }: WebhookConfig,
  { timeout, now }: { timeout: number; now: () => number },
): Send {
  return async (message, signal) => {
    const body = JSON.stringify(toPayload(message));
    const headers = {
      'content-type': 'application/json',
      'user-agent': `regent/${VERSION}`,
      ...signWebhook(secrets.map(readSecret), message.id, now(), body),
    };
    await post(url, body, { headers, timeout, now, signal });
    return '';
  };
}

/** The payload; its members are in docs/notifications.md. */
function toPayload({ event, shown, link }: Message): object {
  const { kind, at, requester, approval, collapsed, account } = event;
  if (account) {
    const data = { by: requester, ...account.delegation };
    return { type: `account.${kind.replaceAll('-', '_')}`, timestamp: at, data };
  }
  return {
    type: `approval.${kind.replaceAll('-', '_')}`,
    timestamp: at,
    data: { ...approval, ...collapsed, requester, ...shown, ...(link !== undefined && { link }) },
  };
}
