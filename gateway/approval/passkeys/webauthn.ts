import type * as WebAuthn from '@simplewebauthn/server';

/** Loaded by the first passkey: it takes a third of a second that a gateway without passkeys need not spend. */
export const loadWebAuthn = (): Promise<typeof WebAuthn> => import('@simplewebauthn/server');
