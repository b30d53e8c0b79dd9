/** Approvals that are recorded in a real ledger, and what a reader with its key finds there. */
import { join } from 'node:path';
import type { Test } from 'tap';
import type { ApprovalsOptions } from '../../gateway/approval/approvals.ts';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import { recordStep } from '../../gateway/record-approval.ts';
import type { LedgerEntry, SealedApproval } from '../../gateway/types.ts';
import { createAuthenticator, PAGE, type Authenticator } from '../helpers/authenticator.ts';
import { scratch } from '../helpers/scratch.ts';
import { TEST_KEY, TestWriter } from '../helpers/sealed.ts';
import { open as openLedger } from '../ledger/helpers.ts';
import { DANA, open, type Opened } from './support.ts';

export const PASSKEYS = {
  ...PAGE,
  rpName: 'Regent',
  origins: [PAGE.origin],
  registrationMaxAge: 600_000,
};

export interface Recorded extends Opened {
  dir: string;
  /** Dana makes a passkey. */
  register: () => Promise<Authenticator>;
  /** All entries in order, with what opens of an approval. */
  entries: () => Promise<{ entry: LedgerEntry; sealed?: SealedApproval }[]>;
}

export async function openRecorded(
  t: Test,
  options: Partial<ApprovalsOptions> = {},
): Promise<Recorded> {
  const dir = join(scratch(t), 'ledger');
  const ledger = await openLedger(dir);
  t.teardown(() => ledger.close());
  const { evidence } = await TestWriter.open(ledger, dir);
  const opened = open(t, {
    passkeys: PASSKEYS,
    record: (type, data) => recordStep({ ledger, evidence }, type, data),
    ...options,
  });
  const { passkeys } = opened.approvals;
  return {
    ...opened,
    dir,
    async register() {
      const key = createAuthenticator();
      const fresh = { ...DANA, auth_time: Math.floor(Date.now() / 1000) };
      const asked = (await passkeys.registrationOptions(fresh)) as { challenge: string };
      await passkeys.register(fresh, key.create(asked), 'key');
      return key;
    },
    async entries() {
      const reader = new Reader({ dir, keks: [TEST_KEY] });
      const found: Awaited<ReturnType<Recorded['entries']>> = [];
      for await (const { entry } of reader.entries()) {
        if (entry.type !== 'approval') {
          found.push({ entry });
          continue;
        }
        const part = await reader.open<SealedApproval>(entry);
        if (part.state !== 'open') throw new Error(part.state);
        found.push({ entry, sealed: part.sealed });
      }
      return found;
    },
  };
}

/** Dana decides, and signs it. */
export async function decideSigned(
  { approvals }: Opened,
  key: Authenticator,
  id: string,
  verdict: 'granted' | 'denied',
  reason?: string,
): Promise<void> {
  const challenge = await approvals.passkeys.challenge(DANA, id, verdict);
  const assertion = key.get(challenge as { challenge: string });
  await approvals.decide(id, verdict, DANA, { assertion, ...(reason !== undefined && { reason }) });
}
