import { createHash } from 'node:crypto';
import type { ChannelConfig } from '../types.ts';

/** A name of where a channel's messages go, that tells nobody where: another place is another name. */
export function targetOf(channel: ChannelConfig): string {
  return createHash('sha256')
    .update(JSON.stringify(placeOf(channel)))
    .digest('base64url');
}

function placeOf(channel: ChannelConfig): unknown {
  if (channel.kind === 'webhook') return channel.url;
  if (channel.kind === 'email') return [channel.host, channel.port];
  return 'webhook' in channel.to ? readOr(channel.to.webhook) : channel.to.channel;
}

function readOr(secret: { read(): string }): string {
  try {
    return secret.read();
  } catch {
    // Sending says so.
    return '';
  }
}
