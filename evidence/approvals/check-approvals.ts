/** Checks the approvals of a ledger or an archive. */
import { sealedOf } from '../../gateway/ledger/read/reader.ts';
import type { SealedApproval } from '../../gateway/types.ts';
import type { OpenEvidence } from '../archive/open-evidence.ts';
import { ApprovalChecker, type CheckedApprovals } from './checker.ts';

/** Reads every entry once. */
export async function checkApprovals({
  reader,
  manifest,
}: Pick<OpenEvidence, 'reader' | 'manifest'>): Promise<CheckedApprovals> {
  // Steps of one approval may be of several sessions, and of several exchanges.
  const whole = manifest?.session === undefined && manifest?.subject === undefined;
  const checker = new ApprovalChecker({ whole });
  for await (const { entry } of reader.entries()) {
    const opened = entry.type === 'approval' ? await reader.open<SealedApproval>(entry) : undefined;
    await checker.take(entry, opened && sealedOf(opened));
  }
  return checker.finish();
}
