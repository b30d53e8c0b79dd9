/** Who gets tokens from the example issuer. */

/** Audience of tokens for the gateway: what agents send with their requests. */
export const GATEWAY_AUDIENCE = 'urn:regent:gateway';

/** Audience of tokens for the gateway's administration: what approvers and auditors send. */
export const ADMIN_AUDIENCE = 'urn:regent:admin';

/** Client under which the gateway's page signs people in. */
export const CONSOLE_CLIENT = 'regent-console';

/** Client under which `regent login` does, by device flow. */
export const CLI_CLIENT = 'regent-cli';

/** Somebody who may ask for tokens. The name is the client's id and the tokens' subject. */
export interface Account {
  name: string;
  groups: readonly string[];
  /** The one audience of its tokens. */
  audience: string;
}

/** Two agents and three people. */
export const ACCOUNTS: readonly Account[] = [
  { name: 'support-agent', groups: ['support'], audience: GATEWAY_AUDIENCE },
  { name: 'analytics-agent', groups: ['analytics'], audience: GATEWAY_AUDIENCE },
  { name: 'dana', groups: ['dpo'], audience: ADMIN_AUDIENCE },
  { name: 'sam', groups: ['support-lead'], audience: ADMIN_AUDIENCE },
  { name: 'alex', groups: ['security'], audience: ADMIN_AUDIENCE },
];

/** Those who can sign in with a browser. */
export const PEOPLE = ACCOUNTS.filter(({ audience }) => audience === ADMIN_AUDIENCE);

/** The account of the name. Throws if there is none. */
export function findAccount(name: string): Account {
  const account = ACCOUNTS.find((candidate) => candidate.name === name);
  if (account === undefined) throw new Error(`the example issuer knows nobody called ${name}`);
  return account;
}
