/** Checks, tests and builds policies again whenever they are changed. */
import { resolve } from 'node:path';
import { SetupError } from '../../gateway/errors.ts';
import type { Opa } from '../find-opa.ts';
import { findOpa } from '../find-opa.ts';
import { listPolicyFiles } from '../policy-files.ts';
import type { PreparedPolicies } from '../supply-policies.ts';
import { preparePolicies } from '../supply-policies.ts';
import { watchDirectory } from './watch-directory.ts';

/** What became of a change: a bundle that may decide, or what is to be mended. */
export type PolicyChange = ({ good: true } & PreparedPolicies) | { good: false; faults: string[] };

/** A running watch. */
export interface PolicyWatch {
  /** Settles when it is closed; rejects with what `onChange` throws, or what is no fault of a policy. */
  done: Promise<void>;
  /** Ends it; what is under way is still finished. */
  close(): Promise<void>;
}

/** Milliseconds to wait after the first event: one save is several. */
const SETTLE = 30;

/**
 * Calls `onChange` with what is there now and then with each change that is saved, one at a time. A
 * change that is overtaken by another may be left out. A save that changes no content is none, nor is
 * what is there now where its `sha256` (see `PreparedPolicies`) is `known`.
 */
export async function watchPolicies(
  dir: string,
  onChange: (change: PolicyChange) => void | Promise<void>,
  known?: string,
): Promise<PolicyWatch> {
  const opa = await findOpa();
  const closing = new AbortController();
  let changed = Promise.withResolvers<void>();
  const watched = watchDirectory(resolve(dir), () => changed.resolve());

  const loop = async (): Promise<void> => {
    let seen = known;
    while (!closing.signal.aborted) {
      changed = Promise.withResolvers();
      await watched.follow();
      const state = await stateOf(dir);
      if (state !== seen) {
        const change = await prepare(opa, dir);
        const overtaken = (await stateOf(dir)) !== state;
        if (overtaken) continue;
        seen = state;
        await onChange(change);
      }
      await changed.promise;
      await new Promise((done) => setTimeout(done, SETTLE));
    }
  };
  const done = loop().finally(() => watched.close());
  return {
    done,
    async close() {
      closing.abort();
      changed.resolve();
      await done;
    },
  };
}

/** Stands for the contents, or for what is wrong with the files. */
async function stateOf(dir: string): Promise<string> {
  try {
    return (await listPolicyFiles(dir)).sha256;
  } catch (error) {
    // A file may go while it is read.
    return (error as Error).message;
  }
}

async function prepare(opa: Opa, dir: string): Promise<PolicyChange> {
  try {
    return { good: true, ...(await preparePolicies(opa, dir)) };
  } catch (error) {
    if (error instanceof SetupError) return { good: false, faults: error.faults };
    return { good: false, faults: [`${dir}: ${(error as Error).message}`] };
  }
}
