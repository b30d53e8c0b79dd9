import type { Test } from 'tap';
import { Refusal } from '../../gateway/errors.ts';
import {
  createIdentifier,
  type Identifier,
  type IdentifierOptions,
} from '../../gateway/identity/identifier.ts';
import type { Identity, IssuerConfig } from '../../gateway/types.ts';
import { createTestIssuer, type TestIssuer } from '../helpers/tokens.ts';

export { until } from '../helpers/until.ts';

/** An issuer on a real socket and an identifier that trusts it; both end with the test. */
export interface Setup {
  issuer: TestIssuer;
  identifier: Identifier;
  /** Identifies the bearer of a token. */
  identify: (token: string) => Promise<Identity>;
  /** Code and detail of the refusal that a token meets; fails if it passes. */
  refuse: (token: string) => Promise<Refusal>;
}

/** Starts both; `changes` go over the issuer's configuration. */
export async function start(
  t: Test,
  changes: Partial<IssuerConfig> = {},
  options: Partial<IdentifierOptions> = {},
  algorithm?: string,
): Promise<Setup> {
  const issuer = await createTestIssuer(algorithm);
  const identifier = createIdentifier([{ ...issuer.config, ...changes }], {
    purpose: 'agent',
    ...options,
  });
  t.teardown(async () => {
    identifier.close();
    await issuer.close();
  });
  const identify = (token: string): Promise<Identity> => identifyToken(identifier, token);
  return { issuer, identifier, identify, refuse: (token) => catchRefusal(identify(token)) };
}

/** Identifies the bearer of a token. */
export function identifyToken(identifier: Identifier, token: string): Promise<Identity> {
  return identifier.identify({ authorization: [`Bearer ${token}`], proxyAuthorization: [] });
}

/** The refusal that a promise rejects with; any other outcome is an Error. */
export async function catchRefusal(promise: Promise<unknown>): Promise<Refusal> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

/** A clock that tests set forward. */
export interface Clock {
  now: () => number;
  forward: (milliseconds: number) => void;
}

/** A clock that runs with the system's until it is set forward. */
export function createClock(): Clock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    forward: (milliseconds) => {
      offset += milliseconds;
    },
  };
}

/** An identifier for one issuer's configuration; it ends with the test. */
export function trust(
  t: Test,
  config: IssuerConfig,
  options: Partial<IdentifierOptions> = {},
): Identifier {
  const identifier = createIdentifier([config], { purpose: 'agent', ...options });
  t.teardown(() => identifier.close());
  return identifier;
}

/** The issuer's configuration with keys from discovery. */
export function withDiscovery({ config }: TestIssuer, issuer = config.issuer): IssuerConfig {
  const { jwksUrl: _, ...rest } = config;
  return { ...rest, issuer };
}
