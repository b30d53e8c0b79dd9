/** Schemas of sessions of browsers. */
import { describeRoute } from './describe-route.ts';
import { FLAG, list, object, oneOf, say, TEXT, TEXTS, TIME } from './shapes.ts';

const WAY = object(
  { name: TEXT, kind: oneOf('oidc', 'saml'), url: TEXT },
  {
    label: TEXT,
    cli: say(
      'For the device flow (RFC 8628).',
      object({ issuer: TEXT, client_id: TEXT, scope: TEXT }, { resource: TEXT }),
    ),
  },
);

export const SESSION_STATE = object(
  { ways: list(WAY) },
  {
    person: object({ issuer: TEXT, subject: TEXT, groups: TEXTS, reader: FLAG }, { name: TEXT }),
    csrf: say('For the header `X-Regent-CSRF` of what changes something.', TEXT),
    expires_at: TIME,
  },
);

export const LOGGED_OUT = object(
  {},
  { url: say('Where the provider ends its own session.', TEXT) },
);

/** By the name of the way, as in the configuration. */
export const BY_WAY = object({ way: TEXT });

/** What the documentation says of the beginning, and of the return from the provider. */
export const GOES_ON = describeRoute({
  tag: 'sign-in',
  open: true,
  summary: 'Sends the browser to the provider.',
  answer: 303,
  refusals: ['not-found'],
});
export const COMES_BACK = describeRoute({
  tag: 'sign-in',
  open: true,
  summary: 'Takes what the provider says, and begins the session.',
  answer: 303,
  refusals: ['not-found'],
});
