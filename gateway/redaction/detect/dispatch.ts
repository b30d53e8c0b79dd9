/** Whom to ask at which character. */
import type { Scanner } from './scanner.ts';

/** A scanner, and the index of the detector for which it looks. */
export interface Asked {
  scanner: Scanner;
  detector: number;
}

/** When somebody is asked at a character. */
export const AT_WORD_START = 1;
export const ANYWHERE = 2;

/** Tables by ASCII character. */
export interface Dispatch {
  /** 0 for never, `AT_WORD_START` or `ANYWHERE`. */
  readonly asked: Readonly<Uint8Array>;
  /** Who is asked where a word begins, and who elsewhere. */
  readonly askedAtWordStart: readonly (readonly Asked[])[];
  readonly askedAnywhere: readonly (readonly Asked[])[];
}

/** The tables for some scanners. */
export function makeDispatch(asked: readonly Asked[]): Dispatch {
  const characters = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code));
  const askedAnywhere = characters.map((character) =>
    asked.filter(({ scanner }) => scanner.anywhere.includes(character)),
  );
  const askedAtWordStart = characters.map((character) =>
    asked.filter(({ scanner }) => (scanner.atWordStart + scanner.anywhere).includes(character)),
  );
  const when = characters.map((_, code) => {
    if (askedAnywhere[code]!.length > 0) return ANYWHERE;
    return askedAtWordStart[code]!.length > 0 ? AT_WORD_START : 0;
  });
  return { asked: Uint8Array.from(when), askedAtWordStart, askedAnywhere };
}
