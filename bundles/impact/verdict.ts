/** Whether a report meets what should fail a pipeline. */
import type { Kind } from './kinds.ts';
import type { KindReport, Report } from './types.ts';

/** What fails; all are optional and any one suffices. */
export interface Thresholds {
  /** `loosened`: any change that loosens. `changed`: any change at all. */
  failOn?: 'loosened' | 'changed';
  /** More decisions than these of a kind. */
  maxNewlyAllowed?: number;
  maxUnmasked?: number;
  maxApprovalsLost?: number;
}

/** The verdict, with a sentence for each threshold that is met. */
export function judge(changes: KindReport[], thresholds: Thresholds): Report['verdict'] {
  const reasons: string[] = [];
  const { failOn, maxNewlyAllowed, maxUnmasked, maxApprovalsLost } = thresholds;
  const loosened = changes.some(({ effect }) => effect === 'loosens');
  if (failOn === 'loosened' && loosened) reasons.push('--fail-on loosened: the candidate loosens');
  if (failOn === 'changed' && changes.length > 0) {
    reasons.push('--fail-on changed: the candidate decides otherwise');
  }
  const limit = (option: string, kind: Kind, max: number | undefined): void => {
    const records = changes.find((change) => change.kind === kind)?.records ?? 0;
    if (max !== undefined && records > max) {
      reasons.push(`${option} ${String(max)}: there are ${String(records)}`);
    }
  };
  limit('--max-newly-allowed', 'newly-allowed', maxNewlyAllowed);
  limit('--max-unmasked', 'newly-unmasked', maxUnmasked);
  limit('--max-approvals-lost', 'approvals-lost', maxApprovalsLost);
  return { failed: reasons.length > 0, reasons };
}
