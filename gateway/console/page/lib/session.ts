import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** `GET /api/session` */
export interface Session {
  /** How one may sign in. */
  ways: { name: string; label?: string; kind: 'oidc' | 'saml'; url: string }[];
  person?: {
    issuer: string;
    subject: string;
    name?: string;
    groups: string[];
    /** May read activity and sessions. */
    reader: boolean;
  };
  csrf?: string;
  expires_at?: string;
}

/** Who is signed in. */
export const SessionContext = createContext<Session>({ ways: [] });

/** The session, within the page's views. */
export function useSession(): Session {
  return useContext(SessionContext);
}

/** The address of a way to sign in that comes back to `to`; `fresh` wants it done again. */
export function signInUrl(url: string, to: string, fresh = false): string {
  const query = new URLSearchParams({ to, ...(fresh && { fresh: 'true' }) });
  return `${url}?${query.toString()}`;
}
