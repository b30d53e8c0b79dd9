/** A report of which nothing is told yet. */
import type { ArchiveManifest } from '../archive/manifest.ts';
import type { Report } from './model.ts';

/** What an archive says of itself. */
export type Archive = Omit<ArchiveManifest, 'files'>;

/** All that does not depend on entries. */
export function beginReport(archive: Archive): Report {
  const { origin, size, root, time, from, to, session, subject, runs } = archive;
  return {
    origin,
    size,
    root,
    time,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(session !== undefined && { session }),
    ...(subject && { subject }),
    entries: runs.reduce((sum, [first, last]) => sum + last - first + 1, 0),
    vkeys: [],
    counts: {
      accesses: 0,
      refusals: 0,
      refusedUnknown: 0,
      agents: 0,
      masked: 0,
      bytes: 0,
      approvals: 0,
      probes: 0,
      erased: 0,
      locked: 0,
      failed: 0,
    },
    accesses: [],
    refusals: [],
    approvals: [],
    probes: [],
    purposes: [],
    erasures: [],
    incidents: [],
    operations: [],
  };
}
