/** All that the ledger has of one request. */
import type { ActivityDetail, ActivityStep, MaskHit } from '../admin/contract.ts';
import { hashLine } from '../ledger/entry.ts';
import { isAsking } from '../ledger/read/is-asking.ts';
import { sealedOf, type Opened, type ReadEntry } from '../ledger/read/reader.ts';
import type { SealedOf } from '../ledger/read/sealed-data.ts';
import type {
  ApprovalData,
  IntentData,
  LedgerEntry,
  MaskHits,
  OutcomeData,
  ProbeData,
  RefusalData,
  SealedApproval,
  SealedIntent,
  SealedOutcome,
  SealedProbe,
  SealedRefusal,
} from '../types.ts';
import type { Detail, Questions } from './messages.ts';
import { askedOf } from './open-rows.ts';
import { readRequest } from './read-request.ts';
import type { SearchParts } from './search.ts';
import { showRecorded } from './show-body.ts';

/** What an answer has of the entries: all but the proof. */
type FromEntries = Omit<ActivityDetail, 'proof'>;

/** A request by its decision id; undefined where the index has none. */
export async function describeRequest(
  parts: SearchParts,
  { id }: Questions['detail']['ask'],
): Promise<Detail | undefined> {
  const request = await readRequest(parts, id);
  if (!request) return undefined;
  const { row, read } = request;
  const detail: FromEntries = { row, steps: [], masks: [] };
  for (const { entry } of read) {
    const opened = await parts.reader.open(entry);
    await addEntry(parts, detail, entry, opened);
  }
  if (detail.row.erased) detail.erased = true;
  measureSteps(detail.steps);
  return {
    text: JSON.stringify(detail),
    entries: read.map(toLeaf),
  };
}

function toLeaf({ entry, line }: ReadEntry): Detail['entries'][number] {
  return { seq: entry.seq, type: entry.type, leaf: hashLine(line) };
}

async function addEntry(
  { reader }: SearchParts,
  detail: FromEntries,
  entry: LedgerEntry,
  opened: Opened<SealedOf>,
): Promise<void> {
  const sealed = sealedOf(opened);
  if (opened.state === 'erased') detail.row.erased = true;
  if (entry.type === 'probe') addProbe(detail, entry, sealed as SealedProbe | undefined);
  if (entry.type === 'approval') addApproval(detail, entry, sealed as SealedApproval | undefined);
  if (entry.type === 'intent' || entry.type === 'refusal')
    addAsked(detail, entry, sealed as (SealedIntent & SealedRefusal) | undefined);
  if (entry.type === 'intent') {
    const body = await showRecorded(reader, entry, 'request', (entry.data as IntentData).body);
    if (body) detail.request_body = body;
  }
  if (entry.type === 'outcome') {
    const data = entry.data as OutcomeData;
    addOutcome(detail, entry, sealed as SealedOutcome | undefined);
    const body = await showRecorded(reader, entry, 'response', data.body);
    if (body && detail.response) detail.response.body = body;
    const sent = await showRecorded(reader, entry, 'request', data.request_body);
    if (sent) detail.request_body = sent;
  }
}

function addAsked(
  detail: FromEntries,
  entry: LedgerEntry,
  sealed: (SealedIntent & SealedRefusal) | undefined,
): void {
  const data = entry.data as IntentData & RefusalData;
  if (data.bundle) detail.bundle = data.bundle;
  const isRefusal = entry.type === 'refusal';
  if (sealed?.input) {
    const step = { step: 'received', at: sealed.input.time.rfc3339 };
    detail.steps.unshift(step);
  }
  detail.steps.push({
    step: isRefusal ? 'refused' : 'intended',
    at: entry.time,
    seq: entry.seq,
    ...(isRefusal && { detail: data.code }),
  });
  if (!sealed) return;
  const { input, decision, detail: why } = sealed;
  const asked = askedOf(entry, sealed);
  if (input) detail.input = input;
  if (decision) detail.decision = decision;
  if (why !== undefined) detail.detail = why;
  if (asked) noteAsked(detail, asked);
}

function noteAsked(detail: FromEntries, asked: NonNullable<ActivityDetail['request']>): void {
  detail.request = asked;
  detail.row.path = asked.target;
}

function addOutcome(
  detail: FromEntries,
  { data, time, seq }: LedgerEntry,
  sealed: SealedOutcome | undefined,
): void {
  const { status, upstream_status: upstream, bytes, masks, error } = data as OutcomeData;
  const step = error === 'interrupted' ? 'interrupted' : 'answered';
  detail.steps.push({ step, at: time, seq, ...(error !== undefined && { detail: error }) });
  detail.masks = masks.map((mask, index) => locate(mask, sealed?.at[index]));
  detail.response = {
    status,
    ...(upstream !== undefined && { upstream_status: upstream }),
    headers: (sealed?.headers ?? []) as [string, string][],
    bytes,
  };
}

function locate(mask: MaskHits, at: readonly string[] = []): MaskHit {
  return at.length > 0 ? { ...mask, at: [...at] } : mask;
}

function addProbe(
  detail: FromEntries,
  { data, time, seq }: LedgerEntry,
  sealed: SealedProbe | undefined,
): void {
  detail.steps.push({ step: 'probed', at: time, seq, detail: (data as ProbeData).for });
  if (sealed) detail.row.path = sealed.request.target;
}

function addApproval(
  detail: FromEntries,
  entry: LedgerEntry,
  sealed: SealedApproval | undefined,
): void {
  const data = entry.data as ApprovalData;
  const { approval, state, by, break_glass: breakGlass } = data;
  detail.steps.push({
    step: isAsking(data) ? 'asked' : state,
    at: entry.time,
    seq: entry.seq,
    ...(by && { by }),
    ...(sealed?.reason !== undefined && { detail: sealed.reason }),
  });
  detail.approval = {
    ...detail.approval,
    id: approval,
    state,
    ...(sealed?.reason !== undefined && { reason: sealed.reason }),
    ...(breakGlass === true && { break_glass: true as const }),
  };
  const asked = sealed && askedOf(entry, sealed);
  if (asked && !detail.request) noteAsked(detail, asked);
}

/** How long each took since the one before. */
function measureSteps(steps: ActivityStep[]): void {
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (before) step.ms = Math.max(0, Date.parse(step.at) - Date.parse(before.at));
  }
}
