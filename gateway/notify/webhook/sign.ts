import { createHmac } from 'node:crypto';

/**
 * The headers of a webhook (Standard Webhooks, https://www.standardwebhooks.com): id, time of this attempt
 * in seconds, and a signature by each secret. A secret is `whsec_` and base64.
 */
export function signWebhook(
  secrets: readonly string[],
  id: string,
  now: number,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
