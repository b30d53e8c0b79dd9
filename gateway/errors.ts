/**
 * The closed list of reasons for which Regent refuses a request, and the error that carries one.
 *
 * A code is stable: clients, dashboards and the ledger rely on it. It leaves as the member `code`
 * of a problem document (RFC 9457).
 */

/** HTTP status and title of each code, in the order of the pipeline's steps. */
export const PROBLEMS = {
  // accept
  'malformed-request': [400, 'The request is not well-formed HTTP'],
  'conflicting-length': [400, 'The length of the body is given twice or two ways'],
  'repeated-header': [400, 'A header that may stand once stands twice'],
  'invalid-host': [400, 'The Host header is missing or not a host'],
  'host-mismatch': [400, 'The target names another host than the Host header'],
  'invalid-target': [400, 'The request target cannot be read'],
  'ambiguous-path': [400, 'The path can be read in more than one way'],
  'ambiguous-query': [400, 'The query can be read in more than one way'],
  'invalid-encoding': [400, 'Percent-encoding or UTF-8 is broken'],
  'target-too-long': [414, 'The request target is too long'],
  'too-many-headers': [431, 'There are too many headers'],
  'headers-too-large': [431, 'The headers are too large'],
  'body-too-large': [413, 'The body is too large'],
  'request-timeout': [408, 'The request took too long to arrive'],
  'unsupported-body': [415, 'The body is not of a type that can be decided on'],
  'invalid-json': [400, 'The body is not valid JSON'],
  'duplicate-key': [400, 'The JSON body has a member name twice'],
  'lone-surrogate': [400, 'The JSON body has a lone surrogate'],
  'nesting-too-deep': [400, 'The JSON body is nested too deep'],
  'upgrade-unsupported': [501, 'Upgrades are not supported'],
  'method-unsupported': [501, 'The method is not supported'],
  'unknown-connection': [404, 'No connection matches the request'],
  // identify
  'credentials-missing': [401, 'No bearer token was sent'],
  'credentials-ambiguous': [400, 'More than one credential was sent'],
  'credentials-malformed': [401, 'The credential is not a bearer token'],
  'token-invalid': [401, 'The token is not valid'],
  'token-expired': [401, 'The token has expired'],
  'token-too-long-lived': [401, 'The token is valid for too long'],
  'issuer-unknown': [401, 'The token comes from an unknown issuer'],
  'keys-unavailable': [503, 'The keys of the issuer are not available'],
  'session-ended': [401, 'The session has ended'],
  'cross-site-request': [403, 'The request does not come from the page'],
  // decide
  denied: [403, 'The policy denies the request'],
  // decide what may be written back
  'masked-value': [422, 'The body holds a masked value'],
  // ask
  'approval-pending': [202, 'The request waits for approval'],
  'approval-required': [403, 'The request waits for approval'],
  'approval-denied': [403, 'The approval was denied'],
  'approval-voided': [409, 'What was approved is not so any more'],
  'justification-required': [403, 'A reason must be given'],
  'precondition-unavailable': [503, 'The state of what is approved cannot be read'],
  'approvals-unavailable': [503, 'Approvals cannot be taken now'],
  'approval-not-found': [404, 'There is no such approval'],
  'approval-settled': [409, 'The approval was settled before'],
  'approval-forbidden': [403, 'This person may not decide the approval'],
  'too-many-delegations': [409, 'This person has too many delegations'],
  'too-many-passkeys': [409, 'This person has too many passkeys'],
  'step-up-required': [403, 'The person must prove again that they are there'],
  // tell people
  'notifications-unavailable': [503, 'The notifications cannot be read or written now'],
  'slack-unsigned': [401, 'Slack did not sign this call lately'],
  // erase
  'erasure-forbidden': [403, 'This person may not erase'],
  'ledger-forbidden': [403, 'This person may neither read nor hold the ledger'],
  'legal-hold': [409, 'A legal hold keeps the records'],
  // read what is on record
  'activity-unavailable': [503, 'The index of activity cannot be read now'],
  // change policies
  'token-needed': [403, 'The bundle server must know the person'],
  'promotion-forbidden': [
    403,
    'The bundle server does not allow this person to change the channel',
  ],
  'promotion-refused': [409, 'The bundle server does not take the bundle'],
  'signature-needed': [409, 'The bundle must be signed anew'],
  'bundle-server-unavailable': [502, 'The bundle server cannot be reached'],
  // intend, record
  'ledger-unavailable': [503, 'The ledger cannot be written'],
  // forward
  'upstream-unreachable': [502, 'The upstream cannot be reached'],
  'upstream-timeout': [504, 'The upstream did not answer in time'],
  'upstream-failed': [502, 'The upstream broke off or sent what is not HTTP'],
  'upstream-credentials': [503, 'The credentials for the upstream cannot be read'],
  // redact
  'unmaskable-response': [502, 'The response cannot be masked surely'],
  // any step
  'client-gone': [499, 'The client left before the answer'],
  'shutting-down': [503, 'The gateway is shutting down'],
  'not-found': [404, 'There is nothing here'],
  'internal-error': [500, 'The gateway failed'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

/** A stable error code. */
export type ErrorCode = keyof typeof PROBLEMS;

/** Members that a problem document may carry besides RFC 9457's own. */
export interface RefusalExtras {
  /** The policy's reasons, for `denied`. */
  reasons?: string[];
  /** Id of the approval, for the codes of that step. */
  approval?: string;
  /** Seconds until a retry makes sense; becomes `Retry-After`. */
  retryAfter?: number;
  /** Where the agent sees how it goes on; becomes `Location`. */
  location?: string;
  /** What a pending approval waits for. */
  waitsFor?: { groups: string[]; quorum: number; approved: number; decide_by: string };
}

/**
 * Thrown by any step to end a request. `detail` is for the agent: it names the field and the
 * remedy, never a policy's internals nor a secret. `cause` is for the log.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly extras: RefusalExtras;

  constructor(code: ErrorCode, detail: string, extras: RefusalExtras = {}, cause?: unknown) {
    super(`${code}: ${detail}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
    this.extras = extras;
  }

  /** HTTP status of the answer. */
  get status(): number {
    return PROBLEMS[this.code][0];
  }
}

/** A fault that the operator must mend before the gateway can run: bad configuration, no `opa`, a bad bundle. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  /** One line for each fault, each naming its place and the remedy. */
  readonly faults: string[];

  constructor(faults: string[], cause?: unknown) {
    super(faults.join('\n'), cause === undefined ? undefined : { cause });
    this.faults = faults;
  }
}
