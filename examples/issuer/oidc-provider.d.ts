/** The part of oidc-provider that the example uses; the package ships no types. */
declare module 'oidc-provider/lib/provider.js' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  /** A registered client. */
  export interface Client {
    clientId: string;
  }

  /** An OAuth 2.0 and OpenID Connect server. */
  export class Provider {
    constructor(issuer: string, configuration: object);
    /** The handler of an HTTP server. */
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    /** The sign-in that the browser's cookie is of. Rejects if there is none. */
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ uid: string }>;
    /** Ends the sign-in and sends the browser on. */
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
    ): Promise<void>;
  }
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  /** The client may not have a token for the resource that it asks for (RFC 8707, invalid_target). */
  export class InvalidTarget extends Error {
    constructor(description?: string);
  }
}
