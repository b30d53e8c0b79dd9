import { Refusal } from '../errors.ts';
import { decideRefused } from './refusals.ts';

/** UTF-16 code units. */
const MAX_REASON = 1000;
/** Control characters but tab and line feed: they could rewrite a terminal that shows the reason. */
const CONTROL = /[^\P{Cc}\t\n]/u;

/** Throws a Refusal `malformed-request` for anything else than a decision: the types may not be what the caller had. */
export function checkVerdict(verdict: string): void {
  if (verdict === 'granted' || verdict === 'denied') return;
  throw new Refusal('malformed-request', 'The verdict must be `granted` or `denied`.');
}

/** Throws a Refusal `malformed-request` for a reason that cannot be kept and shown as it is. */
export function checkReason(reason: string | undefined): void {
  if (reason === undefined) return;
  if (reason.length > MAX_REASON) throw unusable(`may have at most ${MAX_REASON} characters`);
  if (!reason.isWellFormed()) throw unusable('must be Unicode');
  if (CONTROL.test(reason)) throw unusable('must have no control characters');
}

/** Throws a Refusal `justification-required` where there is none, or nothing but blanks. */
export function requireReason(reason: string | undefined): void {
  if (reason === undefined || reason.trim() === '') throw decideRefused.unjustified();
}

function unusable(what: string): Refusal {
  return new Refusal('malformed-request', `The reason ${what}.`);
}
