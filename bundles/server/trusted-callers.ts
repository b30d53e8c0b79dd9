/** Whose bundles are handed on to gateways before they are looked into. */
import { readUnpackedSize } from '../read-archive.ts';

/** More callers than this at once and all begin anew: the memory is bounded. */
const MAX_CALLERS = 1000;

/** Bytes of such a bundle's file, and unpacked, at most: a gateway has them in memory for nothing if it is refused. */
const LIMITS = { file: 4 * 1024 ** 2, unpacked: 32 * 1024 ** 2 } as const;

/** Callers whose last bundle for a channel was accepted. */
export interface TrustedCallers {
  /**
   * Whether to hand on these bytes of the caller. Only once: it is trusted again when they are accepted. So
   * whoever may publish and has nothing that is signed can do this to no gateway twice.
   */
  spend(channel: string, caller: string, bytes: Buffer): boolean;
  /** What it published has been accepted. */
  earn(channel: string, caller: string): void;
}

/** Trusts nobody yet. */
export function createTrustedCallers(): TrustedCallers {
  const trusted = new Set<string>();
  const keyOf = (channel: string, caller: string): string => `${channel} ${caller}`;
  return {
    spend(channel, caller, bytes) {
      return (
        trusted.delete(keyOf(channel, caller)) &&
        bytes.length <= LIMITS.file &&
        readUnpackedSize(bytes) <= LIMITS.unpacked
      );
    },
    earn(channel, caller) {
      if (trusted.size >= MAX_CALLERS) trusted.clear();
      trusted.add(keyOf(channel, caller));
    },
  };
}
