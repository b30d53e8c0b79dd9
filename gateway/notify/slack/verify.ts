import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SlackHeaders } from '../contract.ts';

/** How old or new a call may be, in seconds; Slack's own recommendation. */
const WINDOW = 300;

/** Whether Slack signed these bytes lately (https://docs.slack.dev/authentication/verifying-requests-from-slack). `now` in milliseconds. */
export function isFromSlack(
  secret: string,
  body: Buffer,
  { timestamp, signature }: SlackHeaders,
  now: number,
): boolean {
  if (timestamp === undefined || !/^[0-9]{1,12}$/.test(timestamp)) return false;
  if (signature === undefined || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > WINDOW) return false;
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'));
}
