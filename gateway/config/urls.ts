import { isLoopback } from './hosts.ts';
import type { Place } from './place.ts';

const PLAINTEXT = 'must be https (http is only for loopback';

/** The upstream's URL; adds a fault for each part that it may not have. */
export function readUpstream(place: Place, text: string, allowPlaintext: boolean): URL {
  const url = readUrl(place, text);
  if (url === undefined) return new URL('https://fault.invalid');
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowPlaintext) {
    place.fault(`${PLAINTEXT}; set allow_plaintext: true to accept it)`);
  }
  if (/[?#]/.test(text)) place.fault('must have no query and no fragment');
  const path = text.replace(/^[^:]*:\/\/[^/?#]*/, '').replace(/[?#][^]*$/, '');
  // What the policy saw must be what is asked for: nothing that a URL parser or a server resolves.
  if (!/^(\/[A-Za-z0-9._~-]+)*\/?$/.test(path) || /\/\.\.?(\/|$)/.test(path)) {
    place.fault('must have a path of plain segments (nothing encoded, empty, `.` or `..`)');
  }
  return url;
}

/** Adds a fault unless `text` is an `iss` as OpenID Connect Discovery and RFC 8414 section 2 have it. */
export function checkIssuer(place: Place, text: string): void {
  checkHttps(place, text);
  if (/[?#]/.test(text)) place.fault('must have no query and no fragment');
}

/** Adds a fault unless keys may be fetched from `text`. */
export function checkKeysUrl(place: Place, text: string): void {
  checkHttps(place, text);
  if (text.includes('#')) place.fault('must have no fragment');
}

function checkHttps(place: Place, text: string): void {
  const url = readUrl(place, text);
  if (url?.protocol === 'http:' && !isLoopback(url.hostname)) place.fault(`${PLAINTEXT})`);
}

function readUrl(place: Place, text: string): URL | undefined {
  const url = URL.parse(text);
  // The URL parser takes `https:host`, `\` and blanks; another reader of the file may not.
  if (url === null || !/^https?:\/\/[^\s\\]+$/.test(text)) {
    place.fault('must be an https:// URL');
    return undefined;
  }
  if (/^https?:\/\/[^/?#]*@/.test(text)) place.fault('must have no credentials in it');
  return url;
}
