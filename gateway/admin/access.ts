/** Who may read what is on record. */
import type { FastifyRequest } from 'fastify';
import type { Approver } from '../approval/approvals.ts';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import type { IdentifyPerson } from './identify-person.ts';

/** Identifies whoever may read the ledger, or throws a Refusal. */
export type IdentifyReader = (request: FastifyRequest) => Promise<Approver>;

/** Members of the groups of `ledger.reading.groups`. */
export function isReader({ snapshot }: Gateway, { groups }: Approver): boolean {
  return isAmong(groups, snapshot.config.ledger.readers);
}

/** Members of the groups of `ledger.erasure.groups`. */
export function isEraser({ snapshot }: Gateway, { groups }: Approver): boolean {
  return isAmong(groups, snapshot.config.ledger.erasers);
}

/** Lets readers in; anybody else gets a Refusal `ledger-forbidden`. */
export function asReader(gateway: Gateway, identify: IdentifyPerson): IdentifyReader {
  return async (request) => {
    const person = await identify(request);
    if (isReader(gateway, person)) return person;
    const detail =
      'Only members of the groups of ledger.reading.groups may read what is on record.';
    throw new Refusal('ledger-forbidden', detail);
  };
}

/** Lets in whoever may read, and whoever has anything to decide or review. */
export function asReaderOrApprover(gateway: Gateway, identify: IdentifyPerson): IdentifyReader {
  return async (request) => {
    const person = await identify(request);
    if (isReader(gateway, person) || gateway.approvals.seesAny(person)) return person;
    const detail =
      'Only members of the groups of ledger.reading.groups, and people who may decide an approval, see this.';
    throw new Refusal('ledger-forbidden', detail);
  };
}

function isAmong(groups: readonly string[], wanted: readonly string[]): boolean {
  return groups.some((group) => wanted.includes(group));
}
