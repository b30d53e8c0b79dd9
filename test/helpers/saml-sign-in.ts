/** A gateway with sign-in by SAML, and a browser that has begun. */
import type { Test } from 'tap';
import type { SamlWayConfig } from '../../gateway/types.ts';
import { Browser, type Page } from './browser.ts';
import {
  assertionId,
  readRequest,
  signElement,
  startSamlIdp,
  type AuthnRequest,
  type SamlIdp,
  type Saying,
} from './saml-idp.ts';
import { startSignIn } from './sign-in.ts';

/** What a test of SAML has. */
export interface SamlParts {
  url: string;
  idp: SamlIdp;
  /** A browser that has begun to sign in, and what it was sent away with. */
  begin: (query?: string) => Promise<{ browser: Browser; request: AuthnRequest }>;
}

/** Starts both. */
export async function startSaml(
  t: Test,
  change: (way: SamlWayConfig) => SamlWayConfig = (way) => way,
): Promise<SamlParts> {
  let found: SamlIdp | undefined;
  const { url } = await startSignIn(t, async (section) => {
    found = await startSamlIdp(section.url);
    t.teardown(() => found?.close());
    return { ...section, oidc: [], saml: [change(found.way)] };
  });
  const idp = found!;
  return {
    url,
    idp,
    async begin(query = '') {
      const browser = new Browser();
      const page = await browser.send(`${url}/auth/saml/company${query}`);
      const location = new URL(page.headers.get('location') ?? '');
      return { browser, request: readRequest(location.searchParams.get('SAMLRequest') ?? '') };
    },
  };
}

/** Posts a response as the provider's page does. */
export async function post(browser: Browser, url: string, xml: string): Promise<Page> {
  const body = new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64') });
  return browser.send(`${url}/auth/saml/company/acs`, { method: 'POST', body });
}

/** A response that says this, its assertion signed by the provider. */
export function signed(idp: SamlIdp, request: AuthnRequest, saying: Saying = {}): string {
  const xml = idp.response(request, saying);
  return signElement(xml, assertionId(xml), idp.pair);
}

/** Posts it and sees that nobody is signed in. */
export async function isRefused(
  t: Test,
  { url }: SamlParts,
  browser: Browser,
  xml: string,
  name: string,
): Promise<void> {
  const page = await post(browser, url, xml);
  t.match(page.headers.get('location'), /^\/sign-in\?error=(refused|expired)$/, name);
  t.equal(browser.cookie('localhost', '__Host-regent-session'), undefined, `${name}: no session`);
}
