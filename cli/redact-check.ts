import { Ajv, type ErrorObject } from 'ajv';
import schema from '../schemas/decision.json' with { type: 'json' };
import { checkRedactions } from '../gateway/redaction/check-redactions.ts';
import type { Decision } from '../gateway/types.ts';
import { toRedactions, withMethod, type Rule } from './redact-rules.ts';

const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true }).addSchema(schema);
const CHECKS = { mask: compile('mask'), detect: compile('detector') };

/** Where an option may stand, in the words of the command line; that it may not, the schema decides. */
const GOES_WITH: Readonly<Record<string, string>> = {
  text: '--with redact',
  keep_first: '--with partial',
  keep_last: '--with partial',
  keep_domain: '--with partial',
  scope: '--with hash, pseudonym or encrypt',
  preserve: '--with pseudonym',
  to: '--with generalise',
  step: '--with generalise --to range',
  pattern: '--detect pattern',
};

/** What is wrong with rules by the schema of decisions and by the gateway's own check, a sentence each. */
export function checkRules(rules: readonly Rule[]): string[] {
  return rules.flatMap((rule) => checkRule(rule).map((fault) => `${rule.title}: ${fault}`));
}

function checkRule(rule: Rule): string[] {
  const check = CHECKS[rule.kind];
  if (!check(withMethod(rule.members))) {
    const sentences = (check.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(describe);
    return [...new Set(sentences)];
  }
  const decision = { action: 'mask', reasons: [], ...toRedactions([rule]) } as Decision;
  const fault = checkRedactions(decision);
  // The error of a Refusal begins with its code.
  return fault === undefined ? [] : [fault.replace(/^unmaskable-response: /, '')];
}

function describe({ keyword, instancePath, message, params }: ErrorObject): string {
  const name = instancePath.slice(1);
  switch (keyword) {
    case 'additionalProperties':
      return `${flag(params['additionalProperty'] as string)} does not belong to such a rule`;
    case 'false schema':
      return `${flag(name)} goes with ${GOES_WITH[name] ?? 'another method'} only`;
    case 'required':
      return `${flag(params['missingProperty'] as string)} is missing`;
    case 'enum': {
      const allowed = (params['allowedValues'] as string[]).join(', ');
      return `${name === 'type' ? 'the type' : flag(name)} must be one of ${allowed}`;
    }
    default:
      return `${flag(name)} ${message ?? keyword}`;
  }
}

function flag(name: string): string {
  return `--${name.replaceAll('_', '-')}`;
}

function compile(definition: string) {
  return ajv.compile({ $ref: `${schema.$id}#/definitions/${definition}` });
}
