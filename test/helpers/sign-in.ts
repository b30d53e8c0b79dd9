/** A gateway with its page's sign-in, and the example issuer to sign in at. */
import type { Test } from 'tap';
import { ADMIN_AUDIENCE, CLI_CLIENT, CONSOLE_CLIENT } from '../../examples/issuer/accounts.ts';
import { startIssuer, type Issuer } from '../../examples/issuer/issuer.ts';
import type { ConsoleConfig } from '../../gateway/types.ts';
import { issuerConfig } from './tokens.ts';
import type { Browser, Page } from './browser.ts';
import { freePort } from './free-port.ts';
import { startTestGateway, type TestGateway, type TestSettings } from './gateway.ts';

/** What a test of signing in has. */
export interface SignInParts {
  gateway: TestGateway;
  provider: Issuer;
  /** Origin of the page. */
  url: string;
}

/** Starts both. `change` changes the section `console`. */
export async function startSignIn(
  t: Test,
  change: (console: ConsoleConfig, issuer: Issuer) => ConsoleConfig | Promise<ConsoleConfig> = (
    console,
  ) => console,
  settings: TestSettings = {},
): Promise<SignInParts> {
  const adminPort = await freePort();
  const url = `http://localhost:${adminPort}`;
  const provider = await startIssuer({ consoleUrl: url });
  t.teardown(() => provider.close());
  const section: ConsoleConfig = {
    url,
    session: { maxAge: 8 * 3_600_000, idle: 1_800_000 },
    oidc: [
      {
        name: 'example',
        label: 'Example',
        issuer: provider.issuer,
        clientId: CONSOLE_CLIENT,
        scopes: ['openid', 'profile'],
        resource: ADMIN_AUDIENCE,
        groupsClaim: 'groups',
        cliClientId: CLI_CLIENT,
      },
    ],
    saml: [],
  };
  const gateway = await startTestGateway({
    ledger: { readers: ['dpo'] },
    ...settings,
    adminPort,
    // For `regent login`, which has a token.
    moreIssuers: [issuerConfig(provider.issuer)],
    console: await change(section, provider),
  });
  t.teardown(() => gateway.stop());
  return { gateway, provider, url };
}

/** Signs in at the example issuer up to the page that the browser ends on, or up to `stop`. */
export async function signInAs(
  browser: Browser,
  url: string,
  name: string,
  { query = '', stop }: { query?: string; stop?: RegExp } = {},
): Promise<Page> {
  const asked = await browser.go(`${url}/auth/oidc/example${query}`);
  return browser.submit(asked, { account: name }, stop);
}

/** What `GET /api/session` says. */
export interface SessionAnswer {
  ways: { name: string; kind: string; url: string; cli?: object }[];
  person?: { issuer: string; subject: string; name?: string; groups: string[]; reader: boolean };
  csrf?: string;
  expires_at?: string;
}

/** Asks who is signed in. */
export async function readSession(browser: Browser, url: string): Promise<SessionAnswer> {
  return JSON.parse((await browser.send(`${url}/api/session`)).text) as SessionAnswer;
}
