/**
 * How a bundle is handed on before it is accepted, to clients that ask for that and can wait for the
 * verdict: `Prefer: regent-early` (RFC 7240), which an answer confirms with `Preference-Applied`. Behind
 * the bundle comes one byte more, which is sent once the bundle is the channel's, durably. Without it, be
 * it that the connection breaks off or that the server cuts it because the bundle is refused, the answer
 * is shorter than its `Content-Length`, and the bundle has never been.
 */

/** The preference's name. */
export const EARLY = 'regent-early';

/** The byte that says that the bundle is the channel's. */
export const ACCEPTED = Buffer.from('.');
