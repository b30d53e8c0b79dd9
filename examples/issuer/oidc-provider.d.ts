/** The part of oidc-provider that the example uses; the package ships no types. */
declare module 'oidc-provider/lib/provider.js' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  /** A registered client. */
  export interface Client {
    clientId: string;
  }

  /** An OAuth 2.0 and OpenID Connect server. */
  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    /** The handler of an HTTP server. */
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
  }
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  /** The client may not have a token for the resource that it asks for (RFC 8707, invalid_target). */
  export class InvalidTarget extends Error {
    constructor(description?: string);
  }
}
