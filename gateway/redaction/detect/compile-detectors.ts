/** What a policy wants to be found, made ready to search with. */
import { RE2JS } from 're2js';
import type { Detector, DetectorType } from '../../types.ts';
import { type Asked, type Dispatch, makeDispatch } from './dispatch.ts';
import type { Pattern } from './find-pattern.ts';
import type { Scanner } from './scanner.ts';
import { scanBirthDate } from './scan-birth-date.ts';
import { scanCard } from './scan-card.ts';
import { scanEmail } from './scan-email.ts';
import { scanIban } from './scan-iban.ts';
import { scanIp } from './scan-ip.ts';
import { scanJwt } from './scan-jwt.ts';
import { scanNationalId } from './scan-national-id.ts';
import { scanPhone } from './scan-phone.ts';
import { scanSecret } from './scan-secret.ts';

/** Detectors made ready; it holds no state of a search and may be shared. */
export interface DetectorPlan extends Dispatch {
  readonly detectors: readonly Detector[];
  /** How far the scanners look back and ahead. */
  readonly behind: number;
  readonly ahead: number;
  readonly patterns: readonly Pattern[];
}

const SCANNERS: Record<Exclude<DetectorType, 'pattern'>, readonly Scanner[]> = {
  email: [scanEmail],
  phone: [scanPhone],
  iban: [scanIban],
  'credit-card': [scanCard],
  'national-id': [scanNationalId],
  ip: [scanIp],
  jwt: [scanJwt],
  secret: scanSecret,
  'date-of-birth': [scanBirthDate],
};

/** RE2's own measure of a pattern's cost: each step of a search may touch this many instructions. */
const MAX_PROGRAM = 1000;
const MAX_PLANS = 128;
const plans = new Map<string, DetectorPlan>();

/**
 * Makes detectors ready; plans are kept by the text of their detectors.
 *
 * @throws Error that names the detector and what is wrong with it, such as a pattern that RE2 does not take
 */
export function compileDetectors(detectors: readonly Detector[]): DetectorPlan {
  const key = JSON.stringify(detectors);
  const known = plans.get(key);
  if (known !== undefined) return known;
  const plan = makePlan(detectors);
  if (plans.size >= MAX_PLANS) plans.delete(plans.keys().next().value!);
  plans.set(key, plan);
  return plan;
}

function makePlan(detectors: readonly Detector[]): DetectorPlan {
  const asked: Asked[] = [];
  const patterns: Pattern[] = [];
  detectors.forEach(({ type, pattern }, index) => {
    if (type === 'pattern') {
      patterns.push({ detector: index, expression: compilePattern(pattern, index) });
      return;
    }
    const scanners = Object.hasOwn(SCANNERS, type) ? SCANNERS[type] : undefined;
    if (scanners === undefined) throw new Error(`detect[${index}].type is not known: ${type}`);
    // Of two detectors of one type the first finds everything.
    if (asked.some(({ scanner }) => scanners.includes(scanner))) return;
    asked.push(...scanners.map((scanner) => ({ scanner, detector: index })));
  });
  return {
    detectors,
    ...makeDispatch(asked),
    behind: Math.max(0, ...asked.map(({ scanner }) => scanner.behind)),
    ahead: Math.max(0, ...asked.map(({ scanner }) => scanner.ahead)),
    patterns,
  };
}

function compilePattern(pattern: string | undefined, index: number): RE2JS {
  const place = `detect[${index}].pattern`;
  if (pattern === undefined) throw new Error(`${place} is missing`);
  const expression = readPattern(pattern, place);
  if (expression.programSize() > MAX_PROGRAM) {
    throw new Error(`${place} is too large: ${expression.programSize()} steps, not ${MAX_PROGRAM}`);
  }
  if (expression.matches('')) throw new Error(`${place} matches the empty text`);
  return expression;
}

function readPattern(pattern: string, place: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new Error(`${place} is not RE2: ${(error as Error).message}`, { cause: error });
  }
}
