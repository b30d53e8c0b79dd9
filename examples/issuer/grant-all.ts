/** Consent, as the example issuer has it: everybody who signed in has given it. */

interface Grant {
  addOIDCScope(scope: string): void;
  addOIDCClaims(claims: string[]): void;
  addResourceScope(resource: string, scope: string): void;
  save(): Promise<string>;
}

/** What oidc-provider's handlers get, as far as it is used here. */
export interface GrantContext {
  oidc: {
    client: { clientId: string };
    session: { accountId: string; grantIdFor(clientId: string): string | undefined };
    result?: { consent?: { grantId?: string } };
    provider: {
      Grant: {
        new (parts: { clientId: string; accountId: string }): Grant;
        find(id: string): Promise<Grant | undefined>;
      };
    };
  };
}

/** A grant of all that the clients of the example ask for. */
export async function grantAll({ oidc }: GrantContext): Promise<Grant> {
  const { client, session, provider } = oidc;
  const known = oidc.result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const found = known === undefined ? undefined : await provider.Grant.find(known);
  if (found) return found;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile');
  grant.addOIDCClaims(['auth_time', 'acr', 'amr', 'groups', 'name']);
  await grant.save();
  return grant;
}
