import { isIP, isIPv4, isIPv6 } from 'node:net';

/** Whether `host` (a URL's or a listener's) is this machine: 127.0.0.0/8, ::1 or `localhost`. */
export function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith('127.');
  return host === '[::1]' || host === '::1' || host === 'localhost';
}

/** Whether `text` is a host name (RFC 1123 section 2.1) in lower case, and not an address. */
export function isHostName(text: string): boolean {
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
  // A last label of digits would be read as an IPv4 address by some (RFC 3696 section 2).
  return text.length <= 253 && new RegExp(`^(?:${label}\\.)*(?!\\d+$)${label}$`).test(text);
}

/** Whether `text` is the host of a `Host` header without port: name, IPv4, or IPv6 in brackets. */
export function isAuthorityHost(text: string): boolean {
  return isHostName(text) || isIPv4(text) || (/^\[.*\]$/.test(text) && isIPv6(text.slice(1, -1)));
}

/** Whether a socket can be bound to `text`. */
export function isListenHost(text: string): boolean {
  return isIP(text) !== 0 || isHostName(text);
}
