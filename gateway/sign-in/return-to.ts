/** Where a browser goes once somebody has signed in, where nothing else was asked for. */
export const HOME = '/inbox';

const MAX_LENGTH = 1024;

/** Printable ASCII without what some reader of addresses takes for a slash, or leaves out. */
const PLAIN = /^\/(?:[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)$/;

/**
 * The path on our own origin to go back to: `to`, or `/inbox` where that could lead anywhere else, or
 * into signing in itself.
 */
export function readReturnTo(to: string | undefined): string {
  if (to === undefined || to.length > MAX_LENGTH || !PLAIN.test(to)) return HOME;
  // `//host` names another host, however it comes about.
  if (to.startsWith('//')) return HOME;
  const url = URL.parse(to, 'https://own.invalid');
  if (url?.origin !== 'https://own.invalid' || url.pathname.startsWith('//')) return HOME;
  return /^\/(api|auth|sign-in)(\/|$)/.test(url.pathname) ? HOME : url.pathname + url.search;
}
