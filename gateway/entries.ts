/** What the entries of an exchange say in clear, and what they seal. */
import type { Cleared } from './cleared.ts';
import type { Refusal } from './errors.ts';
import type { ToSeal } from './evidence.ts';
import type { Exchange } from './exchange.ts';
import type { RecordedBody } from './ledger/bodies/recorder.ts';
import { describeOwner } from './ledger/seal/sessions.ts';
import type {
  CanonicalRequest,
  Decided,
  IntentData,
  LocatedHits,
  MaskHits,
  OutcomeData,
  RecordedRequest,
  SealedOutcome,
  SealedRefusal,
  SeenSubject,
} from './types.ts';

/** A list of masks beyond this many characters stands without their names. */
const MAX_MASKS = 12_000;

/** What is about to be forwarded. */
export function intentOf(
  exchange: Exchange,
  { request, identity, decided }: Cleared,
  session: string,
  body: RecordedBody | undefined,
): ToSeal<'intent'> {
  return {
    type: 'intent',
    clear: {
      id: exchange.id,
      session,
      connection: request.connection.name,
      method: request.method,
      identity: describeOwner(identity),
      ...clearOf(decided),
      bundle: decided.bundle,
      token_sha256: identity.tokenSha256,
      ...(exchange.approval !== undefined && { approval: exchange.approval }),
      ...(body && { body: body.stored }),
    },
    purpose: 'intent',
    sealed: sealDecided(exchange, decided, {}),
    subjects: exchange.subjects,
    ...(body && { bodies: [body] }),
  };
}

/** What of an answer was delivered. */
export interface Answered {
  /** That the agent got; 0 where it got none. */
  status: number;
  /** As delivered: name, value, name, value …; none where no head left. */
  headers: readonly string[];
  hits: LocatedHits[];
  subjects: readonly SeenSubject[];
  body?: RecordedBody | undefined;
  requestBody?: RecordedBody | undefined;
  /** Why it did not end well. */
  error?: string;
}

/** What became of a request that was forwarded. */
export function outcomeOf(exchange: Exchange, answered: Answered): ToSeal<'outcome'> {
  const { status, hits, body, requestBody, error } = answered;
  const clear: Omit<OutcomeData, 'sealed' | 'key'> = {
    id: exchange.id,
    intent: exchange.intent!,
    session: exchange.key!.session.id,
    status,
    ...(exchange.upstreamStatus !== undefined && { upstream_status: exchange.upstreamStatus }),
    masks: clearMasks(hits),
    bytes: exchange.delivered.bytes,
    duration_ms: roundMilliseconds(exchange.elapsed()),
    ...(body && { body: body.stored }),
    ...(requestBody && { request_body: requestBody.stored }),
    ...(error !== undefined && { error }),
  };
  const sealed: SealedOutcome = {
    headers: pairsOf(answered.headers),
    at: hits.map(({ at = [] }) => at),
    ...(answered.subjects.length > 0 && { subjects: [...answered.subjects] }),
  };
  const bodies = [body, requestBody].filter((each) => each !== undefined);
  const { subjects } = answered;
  return {
    type: 'outcome',
    clear,
    purpose: 'outcome',
    sealed: JSON.stringify(sealed),
    subjects,
    bodies,
  };
}

/** A request that was not forwarded, with as much as is known of it. */
export function refusalOf(
  exchange: Exchange,
  refusal: Refusal,
  session: string,
): ToSeal<'refusal'> {
  const { request, identity, input, decided } = exchange;
  const sealed: SealedRefusal = {
    detail: refusal.detail,
    ...(request &&
      input === undefined && { request: describeRequest(request, identity !== undefined) }),
  };
  return {
    type: 'refusal',
    clear: {
      id: exchange.id,
      session,
      code: refusal.code,
      status: refusal.status,
      client: exchange.raw.socket.remoteAddress ?? '',
      ...(request && { connection: request.connection.name, method: request.method }),
      ...(identity && { identity: describeOwner(identity), token_sha256: identity.tokenSha256 }),
      ...(decided && { ...clearOf(decided), bundle: decided.bundle }),
      ...(refusal.extras.approval !== undefined && { approval: refusal.extras.approval }),
      ...(exchange.probeStatus !== undefined && { upstream_status: exchange.probeStatus }),
      ...(request && 'bytes' in request.body && { body_bytes: request.body.bytes.length }),
    },
    purpose: 'refusal',
    sealed: sealDecided(exchange, decided, sealed),
    subjects: exchange.subjects,
  };
}

/** The sealed text: the policy's input is spliced in as it was asked, so that it keeps every digit. */
function sealDecided(exchange: Exchange, decided: Decided | undefined, others: object): string {
  const { input, subjects } = exchange;
  const rest = JSON.stringify({
    ...others,
    ...(decided && { decision: decided.decision }),
    ...(subjects.length > 0 && { subjects }),
  });
  if (input === undefined) return rest;
  return rest === '{}' ? `{"input":${input}}` : `{"input":${input},${rest.slice(1)}`;
}

function clearOf({
  decision,
}: Decided): Pick<IntentData, 'action' | 'reasons' | 'purpose' | 'legal_basis'> {
  const { action, reasons, purpose, legal_basis: basis } = decision;
  return {
    action,
    reasons,
    ...(purpose !== undefined && { purpose }),
    ...(basis !== undefined && { legal_basis: basis }),
  };
}

function clearMasks(hits: readonly LocatedHits[]): MaskHits[] {
  const masks = hits.map(({ at: _, ...clear }) => clear);
  const most = masks.reduce((sum, mask) => sum + longest(mask), 0);
  if (most <= MAX_MASKS || JSON.stringify(masks).length <= MAX_MASKS) return masks;
  return masks.map((mask) => ({ with: mask.with, count: mask.count }));
}

/** The most characters that it has as JSON, in which one may take six; most lists need not be measured then. */
function longest({ path = '', inner = '', header = '', cookie = '' }: MaskHits): number {
  return 150 + 6 * (path.length + inner.length + header.length + cookie.length);
}

function pairsOf(headers: readonly string[]): string[][] {
  const pairs: string[][] = [];
  for (let index = 0; index < headers.length; index += 2) {
    pairs.push([headers[index]!, headers[index + 1]!]);
  }
  return pairs;
}

/** So much of a target is recorded of a request of nobody who is known: a flood of these must stay small. */
const MAX_UNKNOWN_TARGET = 8192;

function describeRequest(request: CanonicalRequest, known: boolean): RecordedRequest {
  const target = targetOf(request);
  return {
    method: request.method,
    host: request.host,
    target: known ? target : target.slice(0, MAX_UNKNOWN_TARGET),
  };
}

/** Path and query as they are forwarded. */
export function targetOf(request: CanonicalRequest): string {
  return request.queryString === '' ? request.path : `${request.path}?${request.queryString}`;
}

function roundMilliseconds(value: number): number {
  return Math.round(value * 1000) / 1000;
}
