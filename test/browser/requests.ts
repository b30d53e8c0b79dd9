/** What agents ask for in the tests of the page. */

/** A body of JSON, with these headers besides. */
export function json(
  method: string,
  body: object,
  headers: Record<string, string> = {},
): RequestInit {
  return {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  };
}

/** Not to be held. */
export const ASYNC = { prefer: 'respond-async' };

/** Lets a customer be changed: needs a signature with a passkey. */
export const CHANGE = json(
  'PATCH',
  { phone: '+4930901820', email: 'ann.fischer@example.org' },
  {
    'x-regent-justification': 'The customer called; the new number was confirmed by a call back.',
  },
);

/** Opens a ticket: needs two people. */
export const TICKET = json('POST', {
  customer_id: 17,
  subject: 'Refund for order 8812',
  body: 'The customer was charged twice.',
});
