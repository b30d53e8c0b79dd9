/** `archive.json` (docs/ledger-format.md, Archives). */

/** What was chosen, and which files there are. */
export interface ArchiveManifest {
  v: 1;
  origin: string;
  size: number;
  /** Base64. */
  root: string;
  /** RFC 3339, of the checkpoint. */
  time: string;
  from?: string;
  to?: string;
  session?: string;
  subject?: { type: string; value: string };
  /** From first to last, both included. */
  runs: [first: number, last: number][];
  /** SHA-256 in hex, by path. */
  files: Record<string, string>;
}
