/** Bearer tokens (RFC 6750) and passwords in addresses (RFC 3986, section 3.2.1). */
import type { Emit, Scanner } from './scanner.ts';
import { until } from './tails.ts';

const BEARER = /bearer {1,4}(?=[\w.~+/-]{0,40}\d)[\w.~+/-]{16}/iy;
const TOKEN = until(/[^\w.~+/=-]/g);
const USER_PASSWORD = /:\/\/[^\s/?#@:[\]"'<>]{0,64}:([^\s/?#@"'<>]{1,128})@/y;

/** Finds tokens behind the word `Bearer`. */
export const scanBearer: Scanner = {
  atWordStart: 'bB',
  anywhere: '',
  behind: 1,
  ahead: 64,
  scan(text: string, at: number, emit: Emit): void {
    BEARER.lastIndex = at;
    const found = BEARER.exec(text)?.[0];
    if (found !== undefined) emit(at + found.length - 16, at + found.length, TOKEN);
  },
};

/** Finds the password in `https://user:password@host`. */
export const scanUserPassword: Scanner = {
  atWordStart: '',
  anywhere: ':',
  behind: 1,
  ahead: 200,
  scan(text: string, at: number, emit: Emit): void {
    USER_PASSWORD.lastIndex = at;
    const found = USER_PASSWORD.exec(text);
    if (found === null) return;
    const end = at + found[0].length - 1;
    emit(end - found[1]!.length, end);
  },
};
