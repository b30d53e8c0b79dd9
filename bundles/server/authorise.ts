/** Asks the server's own policy, which is a Regent policy: Rego, compiled to Wasm, fail-closed. */
import { loadPolicy } from '../../gateway/decision/policy.ts';
import type { Decision } from '../../gateway/types.ts';
import type { Logger } from 'pino';
import { compileBundle } from '../build.ts';
import { findOpa } from '../find-opa.ts';
import { listPolicyFiles } from '../policy-files.ts';
import { readBundle } from '../read.ts';
import { testPolicies } from '../test-policies.ts';
import type { Caller } from './authenticate.ts';
import type { ChannelAction, Grant } from './config-file.ts';
import { ServerRefusal } from './problems.ts';

/** What is asked for. */
export interface Ask {
  /** Before an upload the policy is asked with `request`, so that nobody uploads in vain; then again with `bundle`. */
  stage: 'request' | 'bundle';
  action: ChannelAction;
  channel: string;
  caller: Caller;
  /** For `promote`: the channel that the bundle comes from. */
  from?: string;
  bundle?: {
    revision: string;
    sequence: number;
    signed_by: string;
    source: { repository: string; commit: string };
    tests_sha256?: string;
  };
}

/** The reasons of the policy to allow it. Throws ServerRefusal `forbidden`. */
export type Authorise = (ask: Ask) => string[];

/** Work and memory of one answer; the policy sees a token's claims and the grants. */
const LIMITS = { maxSteps: 5_000_000, maxMemory: 64 * 1024 * 1024 };

/** Tests and compiles the policy in `dir` with the real opa. Throws SetupError. */
export async function loadAuthoriser(
  dir: string,
  grants: readonly Grant[],
  log: Logger,
): Promise<Authorise> {
  const [opa, files] = await Promise.all([findOpa(), listPolicyFiles(dir)]);
  const [bytes] = await Promise.all([
    compileBundle(opa, dir, files, `server-${files.sha256.slice(0, 12)}`),
    testPolicies(opa, dir),
  ]);
  // A decision of the bundle server has no masks.
  const checkRedactions = ({ action }: Decision): string | undefined =>
    action === 'mask' ? 'masks mean nothing here' : undefined;
  const policy = await loadPolicy(await readBundle(bytes), { ...LIMITS, checkRedactions });
  return (ask) => {
    const { decision, fault } = policy.decide(JSON.stringify({ ...ask, grants }));
    if (fault !== undefined) log.error({ fault }, 'the policy of the bundle server failed');
    if (decision.action === 'allow') return decision.reasons;
    const detail = decision.message ?? 'The policy of the bundle server does not allow this.';
    throw new ServerRefusal('forbidden', detail, { reasons: decision.reasons });
  };
}
