/** What decides, what decided before, what may come next, and how each came. */
import { readMetadata } from '../../bundles/metadata.ts';
import { readArchive } from '../../bundles/read-archive.ts';
import { parseObject } from '../../bundles/manifest-json.ts';
import type { ListedEntry } from '../../bundles/server/store.ts';
import { readFile } from 'node:fs/promises';
import type { PolicyRecord, RecordedBundle } from '../activity/messages.ts';
import type { Gateway } from '../exchange.ts';
import { bundlePath } from '../keep-bundle.ts';
import { ledgerDirectory } from '../open-ledger.ts';
import { toTime } from '../to-time.ts';
import type { BundleRef } from '../types.ts';
import type { Policies, PolicyChange, PolicyRevision } from './contract.ts';

/** What the bundle server says of a channel; `fault` where it does not. */
export interface ChannelHistory {
  entries: ListedEntry[];
  fault?: string;
}

/** Refusals, and changes, that are told of. */
const MAX_REFUSED = 50;
const MAX_CHANGES = 200;

/** The part that needs no bundle server; with a channel's history who changed it. */
export async function describePolicies(
  gateway: Gateway,
  { bundles, differences }: PolicyRecord,
  history: ChannelHistory,
): Promise<
  Pick<Policies, 'active' | 'previous' | 'shadow' | 'refused' | 'history' | 'differences'>
> {
  const { bundle } = gateway.snapshot;
  const activated = bundles.filter(({ state }) => state === 'activated');
  const before = activated.find(({ bundle: one }) => one && one.digest !== bundle.digest)?.bundle;
  const describe = (ref: BundleRef): Promise<PolicyRevision> =>
    describeRevision(gateway, ref, activated, history.entries);
  const candidate = gateway.shadow?.state();
  return {
    ...(bundle.digest !== '' && { active: await describe(bundle) }),
    ...(before && { previous: await describe(before) }),
    ...(candidate?.candidate && {
      shadow: {
        ...candidate.candidate,
        results: candidate.results,
        waiting: candidate.waiting,
        ...(candidate.activatedAt !== undefined && {
          activated_at: toTime(candidate.activatedAt),
        }),
        ...(candidate.crash !== undefined && { crash: candidate.crash }),
        ...(candidate.refusal && { refusal: candidate.refusal }),
        ...(candidate.fault !== undefined && { fault: candidate.fault }),
      },
    }),
    refused: bundles
      .filter(({ state }) => state === 'refused')
      .slice(0, MAX_REFUSED)
      .map(toRefused),
    history: [...history.entries.map(toChange), ...bundles.map(toActivation)]
      .toSorted((a, b) => b.at.localeCompare(a.at))
      .slice(0, MAX_CHANGES),
    differences,
  };
}

/** A change of a channel, without what only the bundle server needs. */
export function toChange(entry: ListedEntry): PolicyChange {
  const { at, by, allowed_by, action, digest, revision, sequence, signed_by, origin } = entry;
  const { reason, removed } = entry;
  return {
    at,
    action,
    by,
    reason,
    allowed_by,
    revision,
    digest,
    sequence,
    signed_by,
    ...(origin && { origin }),
    ...(removed !== undefined && { removed }),
  };
}

function toRefused({
  at,
  bundle,
  code = '',
  detail = '',
}: RecordedBundle): Policies['refused'][number] {
  return { at, code, detail, ...(bundle && { revision: bundle.revision }) };
}

function toActivation({ at, state, bundle, sequence, ...more }: RecordedBundle): PolicyChange {
  const { signed_by: signedBy, code, detail } = more;
  return {
    at,
    action: state,
    ...(bundle && { revision: bundle.revision, digest: bundle.digest }),
    ...(sequence !== undefined && { sequence }),
    ...(signedBy !== undefined && { signed_by: signedBy }),
    ...(state === 'refused' && { reason: `${code}: ${detail}` }),
  };
}

async function describeRevision(
  gateway: Gateway,
  { revision, digest }: BundleRef,
  activated: readonly RecordedBundle[],
  entries: readonly ListedEntry[],
): Promise<PolicyRevision> {
  const recorded = activated.find(({ bundle }) => bundle?.digest === digest);
  const changed = entries.findLast((entry) => entry.digest === digest);
  return {
    revision,
    digest,
    ...(recorded && { activated_at: recorded.at }),
    ...(recorded?.signed_by !== undefined && { signed_by: recorded.signed_by }),
    ...(changed && { promoted_by: changed.by }),
    ...(await readKept(ledgerDirectory(gateway.snapshot.config), digest)),
  };
}

const known = new Map<string, Partial<PolicyRevision>>();
const MAX_KNOWN = 32;

/** What a bundle that is kept with the evidence says of itself: nothing for one that `regent dev` built, or that is not kept. */
async function readKept(dir: string, digest: string): Promise<Partial<PolicyRevision>> {
  const remembered = known.get(digest);
  if (remembered) return remembered;
  try {
    const files = await readArchive(await readFile(bundlePath(dir, digest)));
    const metadata = readMetadata(parseObject(files, '.manifest'));
    const { sequence, created, expires, source, tests_sha256: report } = metadata;
    const told = {
      sequence,
      created,
      expires,
      source,
      ...(report !== undefined && { test_report: report }),
    };
    known.set(digest, told);
    if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
    return told;
  } catch {
    return {};
  }
}
