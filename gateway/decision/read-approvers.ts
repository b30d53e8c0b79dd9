import { Ajv } from 'ajv';
import schema from '../../schemas/approvers.json' with { type: 'json' };
import type { ApproversAnswer } from '../types.ts';
import { describeErrors, readResult } from './read-result.ts';
import { PolicyFault } from './faults.ts';

const isAnswer = new Ajv({ strict: true, strictTypes: false }).compile<ApproversAnswer>(schema);

/** Reads the JSON text of OPA's result set of `data.regent.approvers`. Anything but an answer is a PolicyFault. */
export function readApprovers(answer: string): ApproversAnswer {
  const value = readResult(answer, 'data.regent.approvers');
  if (isAnswer(value)) return value;
  const why = describeErrors(isAnswer.errors ?? []);
  throw new PolicyFault('policy-invalid', `the answer is not one about approvers: ${why}`);
}
