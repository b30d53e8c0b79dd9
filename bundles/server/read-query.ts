import type { HistoryEntry } from './history.ts';
import { ServerRefusal } from './problems.ts';

/** What a request to change a channel asks for. */
export interface Query {
  action: HistoryEntry['action'];
  reason: string;
  from?: string;
  digest?: string;
}

/** Throws ServerRefusal `invalid-request`. `channels` are those that there are. */
export function readQuery(query: URLSearchParams, channels: ReadonlyMap<string, unknown>): Query {
  const known = new Set(['action', 'reason', 'from', 'digest']);
  const names = [...query.keys()];
  if (names.some((name) => !known.has(name)) || new Set(names).size < names.length) {
    throw invalid(`The query may have each of ${[...known].join(', ')} once.`);
  }
  const action = query.get('action');
  const reason = query.get('reason') ?? '';
  if (action !== 'publish' && action !== 'promote' && action !== 'rollback') {
    throw invalid('`action` must be publish, promote or rollback.');
  }
  // The reason is printed in terminals: nothing there may steer one.
  if (reason.length > 500 || /\p{C}/u.test(reason)) {
    throw invalid('`reason` must be at most 500 characters without control characters.');
  }
  const from = query.get('from') ?? undefined;
  const digest = query.get('digest') ?? undefined;
  if ((from !== undefined) !== (action === 'promote')) {
    throw invalid('`from` is for a promotion, which must have it.');
  }
  if (from !== undefined && !channels.has(from)) throw invalid('`from` must name a channel.');
  if ((digest !== undefined) !== (action !== 'publish')) {
    throw invalid('`digest` is for a promotion or rollback, which must have it.');
  }
  return {
    action,
    reason,
    ...(from !== undefined && { from }),
    ...(digest !== undefined && { digest }),
  };
}

function invalid(detail: string): ServerRefusal {
  return new ServerRefusal('invalid-request', detail);
}
