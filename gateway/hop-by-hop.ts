/**
 * Headers that belong to one hop and are never passed on: RFC 9110 section 7.6.1, RFC 9113 section
 * 3.2.1 (`http2-settings`), RFC 9110 section 11.7 (proxy authentication, but for the client's
 * credentials), and `proxy-connection`, which some clients still send. Lower case.
 */
export const HOP_BY_HOP: readonly string[] = [
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
