/** Whose personal data an exchange is about, as far as its decision says where that stands. */
import { Refusal } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { SeenSubjects } from './ledger/subjects/seen-subjects.ts';
import { readBody, type MaskedBody } from './redaction/mask-body.ts';
import type { CanonicalRequest, Decision, SeenSubject, SubjectRule } from './types.ts';

/** Of a subject whose rule does not say. */
const DEFAULT_TYPE = 'person';

/** A rule that names a path. */
interface PathRule {
  path: string;
  type: string;
}

/**
 * The subjects that the decision and the request name. Throws a Refusal `unsupported-body` where the decision names a
 * path in a body that cannot be read for it: what is not found could not be erased.
 */
export function findInRequest(
  exchange: Exchange,
  request: CanonicalRequest,
  decision: Decision,
): SeenSubject[] {
  const seen = new SeenSubjects();
  for (const rule of decision.subjects ?? []) {
    if (typeof rule === 'string' || !('value' in rule)) continue;
    seen.add({ type: rule.type ?? DEFAULT_TYPE, value: rule.value, in: 'decision' });
  }
  const rules = rulesFor('request', decision);
  const { body } = request;
  if (rules.length > 0 && body.kind !== 'none') {
    if (body.kind === 'stream') throw unreadable();
    try {
      const type = body.kind === 'json' ? 'application/json' : request.headers['content-type'];
      const { masker } = read(exchange, request, rules, type, 'request', seen);
      masker.write(body.bytes);
      masker.end();
    } catch (error) {
      if (error instanceof Refusal) throw unreadable(error);
      throw error;
    }
  }
  return seen.all;
}

/** What finds the subjects in an answer as it streams, and what it has found; undefined where the decision names none there. */
export function findInResponse(
  exchange: Exchange,
  request: CanonicalRequest,
  decision: Decision,
): { read: (contentType: string | undefined) => MaskedBody; seen: SeenSubjects } | undefined {
  const rules = rulesFor('response', decision);
  if (rules.length === 0) return undefined;
  const seen = new SeenSubjects();
  return {
    read: (contentType) => read(exchange, request, rules, contentType, 'response', seen),
    seen,
  };
}

function read(
  { snapshot }: Exchange,
  { connection }: CanonicalRequest,
  rules: readonly PathRule[],
  contentType: string | undefined,
  place: 'request' | 'response',
  seen: SeenSubjects,
): MaskedBody {
  const { jsonDepth, bodyBytes } = snapshot.config.limits;
  const paths = rules.map(({ path }) => path);
  const options = {
    limit: place === 'request' ? bodyBytes : connection.responseLimit,
    maxDepth: jsonDepth,
    jsonTexts: connection.jsonTexts,
  };
  return readBody(contentType, paths, options, (value, selecting) => {
    for (const index of selecting) seen.add({ type: rules[index]!.type, value, in: place });
  });
}

function rulesFor(place: 'request' | 'response', { subjects = [] }: Decision): PathRule[] {
  return subjects.flatMap((rule: SubjectRule): PathRule[] => {
    if (typeof rule === 'string') return [{ path: rule, type: DEFAULT_TYPE }];
    if (!('path' in rule) || (rule.in ?? place) !== place) return [];
    return [{ path: rule.path, type: rule.type ?? DEFAULT_TYPE }];
  });
}

function unreadable(cause?: Refusal): Refusal {
  const detail =
    'The policy names data subjects in the body of the request, which cannot be read for them.';
  return new Refusal('unsupported-body', detail, {}, cause);
}
