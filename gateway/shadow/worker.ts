/**
 * The candidate's thread: verifies and loads a bundle, then answers questions one after the other.
 * See `thread.ts` for the other end.
 */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { compareDecisions } from '../../bundles/impact/compare.ts';
import { KIND_ORDER } from '../../bundles/impact/kinds.ts';
import { isRefusal, toRefusal } from '../../bundles/refusals.ts';
import { readSmokeTests, runSmokeTests } from '../../bundles/smoke.ts';
import { verifyBundle } from '../../bundles/verify.ts';
import { loadPolicy, type Policy } from '../decision/policy.ts';
import { checkRedactions } from '../redaction/check-redactions.ts';
import type { Loaded, Question, ThreadSetup, Verdict } from './messages.ts';

// On Linux a thread has a priority of its own: the candidate gets what the requests leave.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

const policy = await load(workerData as ThreadSetup);
if (policy) {
  parentPort!.on('message', (question: Question) => say(answer(policy, question)));
} else {
  parentPort!.close();
}

async function load({ bytes, trust, limits, last }: ThreadSetup): Promise<Policy | undefined> {
  try {
    const bundle = await verifyBundle(Buffer.from(bytes), trust, {
      now: new Date(),
      ...(last && { lastSequence: last.sequence, lastDigest: last.digest }),
    });
    const smoke = readSmokeTests(bundle.manifest);
    const policy = await loadPolicy(bundle, { ...limits, checkRedactions });
    runSmokeTests(smoke, policy);
    const { revision, digest, metadata, signedBy } = bundle;
    say({ kind: 'ready', bundle: { revision, digest, metadata, signedBy } });
    return policy;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { code, detail } = toRefusal(error);
    say({ kind: 'refused', code, detail });
    return undefined;
  }
}

function answer(policy: Policy, { input, decision }: Question): Verdict {
  const decided = policy.decide(input);
  const found = new Set(compareDecisions(decision, decided).map(({ kind }) => kind));
  return {
    kinds: KIND_ORDER.filter((kind) => found.has(kind)),
    action: decided.decision.action,
    reasons: decided.decision.reasons,
    ...(decided.fault !== undefined && { fault: decided.fault }),
  };
}

function say(message: Loaded | Verdict): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort!.postMessage(message);
}
