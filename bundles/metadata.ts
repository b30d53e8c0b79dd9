/** What Regent writes into a bundle's manifest, as `metadata.regent`. */
import { isObject } from './manifest-json.ts';
import { BundleRefusal } from './refusals.ts';
import type { SmokeTest } from './smoke.ts';

/** Times are RFC 3339. */
export interface BundleMetadata {
  /** Rises with every bundle that is published: an integer from 1 to 2^53 - 1. */
  sequence: number;
  created: string;
  /** From then on the bundle must not decide. */
  expires: string;
  source: {
    /** URL of the repository; empty where it is not known. */
    repository: string;
    /** Id of the commit, with `-dirty` behind it where files had changed since; or the revision. */
    commit: string;
  };
  /** Hex SHA-256 of the test report. */
  tests_sha256?: string;
  /** The least version of Regent that may use the bundle, such as `0.1.0`. */
  min_version: string;
}

/** What is stamped into a manifest: the metadata, where it is to be published, and the smoke tests, where it has any. */
export type Stamp = Partial<BundleMetadata> & { smoke?: SmokeTest[] };

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Whether it is a date and time of RFC 3339 with upper-case letters. */
export function isTime(value: unknown): value is string {
  return typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value));
}

/** Whether it is three numbers with dots between. */
export function isVersion(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,6}\.\d{1,6}\.\d{1,6}$/.test(value);
}

/**
 * The metadata of a manifest. Members that this version does not know are left out: a bundle that
 * must not be used without them says so by `min_version`. Throws BundleRefusal `malformed`.
 */
export function readMetadata(manifest: { metadata?: Record<string, unknown> }): BundleMetadata {
  const regent = manifest.metadata?.['regent'];
  if (!isObject(regent)) {
    throw malformed('metadata.regent is missing: build it with `regent bundle build`');
  }
  const { sequence, created, expires, source, tests_sha256, min_version } = regent;
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 1) {
    throw malformed('metadata.regent.sequence must be an integer from 1');
  }
  if (!isTime(created)) throw malformed('metadata.regent.created must be an RFC 3339 time');
  if (!isTime(expires)) throw malformed('metadata.regent.expires must be an RFC 3339 time');
  if (!isObject(source)) throw malformed('metadata.regent.source must be an object');
  const { repository, commit } = source;
  if (typeof repository !== 'string' || typeof commit !== 'string') {
    throw malformed('metadata.regent.source must have repository and commit');
  }
  if (!isVersion(min_version)) {
    throw malformed('metadata.regent.min_version must be such as 0.1.0');
  }
  const known = { sequence, created, expires, source: { repository, commit }, min_version };
  if (tests_sha256 === undefined) return known;
  if (typeof tests_sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(tests_sha256)) {
    throw malformed('metadata.regent.tests_sha256 must be a hex SHA-256');
  }
  return { ...known, tests_sha256 };
}

function malformed(fault: string): BundleRefusal {
  return new BundleRefusal('malformed', `the bundle's .manifest: ${fault}`);
}
