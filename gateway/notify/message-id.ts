import { createHash } from 'node:crypto';

/** A message's id: the same for the same event, so that what is found twice is one message. */
export function toId(...parts: (string | number)[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  return `ntf_${digest.slice(0, 22)}`;
}
