import { join } from 'node:path';
import type { Logger } from 'pino';
import { openApprovals, type Approvals } from './approval/approvals.ts';
import type { Evidence } from './evidence.ts';
import type { Gateway, Snapshot } from './exchange.ts';
import type { Ledger } from './ledger/ledger.ts';
import { maskShown } from './mask-shown.ts';
import { recordStep } from './record-approval.ts';
import type { ApproversInput, Config } from './types.ts';
import { VERSION } from './version.ts';

/** What approvals are opened with; the snapshot is the one of the moment. */
export interface ApprovalParts {
  config: Config;
  ledger: Ledger;
  evidence: Evidence;
  log: Logger;
  snapshot: () => Snapshot;
}

/** Opens the approvals of a gateway: the policy says who may decide, and the ledger has every step. */
export function startApprovals({
  config,
  ledger,
  evidence,
  log,
  snapshot,
}: ApprovalParts): Approvals {
  return openApprovals({
    file: join(config.gateway.stateDir, 'approvals.db'),
    ...config.approvals,
    record: (type, data) => recordStep({ ledger, evidence }, type, data),
    log,
    mask: (body, type, show) => maskShown(snapshot().config, body, type, show),
    approvers(asked) {
      const now = new Date();
      const input: ApproversInput = {
        ...asked,
        time: { rfc3339: now.toISOString(), unix_ms: now.getTime() },
        gateway: { id: config.gateway.id, version: VERSION },
      };
      const policy = snapshot().policy.hold();
      const said = policy.approvers(JSON.stringify(input));
      policy.release();
      if (said?.fault !== undefined) {
        log.warn(
          { approval: asked.approval.id, fault: said.fault },
          'no usable answer on approvers',
        );
      }
      return said?.answer;
    },
  });
}

/** Raises the alarm for what passes by break-glass: it is to be reviewed. */
export function watchBreakGlass({ approvals, log, metrics }: Gateway): void {
  approvals.subscribe(({ id, break_glass: breakGlass, reviewed }) => {
    if (breakGlass !== true || reviewed === true) return;
    metrics.brokeGlass();
    log.error({ approval: id }, 'a request passed by break-glass, and is to be reviewed');
  });
}
