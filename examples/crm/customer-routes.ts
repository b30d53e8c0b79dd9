/** The routes of customers: read, change, delete, and all of them at once. */
import { pipeline, Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { chooseCoding, createPacker, describeBody, sendJson } from './answer.ts';
import { sendFault } from './faults.ts';
import { BY_ID, type ById } from './inputs.ts';
import type { CustomerChanges, Store } from './store.ts';

const PAGE = {
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: {
      limit: { type: 'string', pattern: '^([1-9][0-9]?|100)$', default: '50' },
      offset: { type: 'string', pattern: '^[0-9]{1,9}$', default: '0' },
    },
  },
};

const CHANGES = {
  ...BY_ID,
  body: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 200 },
      email: { type: 'string', format: 'email', maxLength: 254 },
      phone: { type: 'string', pattern: '^\\+[1-9][0-9]{6,14}$' },
      notes: { type: 'string', maxLength: 10_000 },
    },
  },
};

/** Adds the routes of customers. */
export function addCustomerRoutes(app: FastifyInstance, store: Store): void {
  app.get<{ Querystring: { limit: string; offset: string } }>(
    '/customers',
    { schema: PAGE },
    (request, reply) => {
      const { limit, offset } = request.query;
      const customers = store.customersJson(Number(limit), Number(offset)).join(',');
      const page = `"total":${store.customerCount()},"limit":${limit},"offset":${Number(offset)}`;
      return sendJson(request, reply, `{"customers":[${customers}],${page}}`);
    },
  );

  app.get<ById>('/customers/:id', { schema: BY_ID }, (request, reply) => {
    const customer = store.customerJson(Number(request.params.id));
    return customer === undefined ? sendUnknownCustomer(reply) : sendJson(request, reply, customer);
  });

  app.patch<ById & { Body: CustomerChanges }>(
    '/customers/:id',
    { schema: CHANGES },
    (request, reply) => {
      const id = Number(request.params.id);
      const { email } = request.body;
      const owner = email === undefined ? undefined : store.ownerOf(email);
      if (owner !== undefined && owner !== id) {
        // Real services give personal data away in their errors too; the gateway has to mask it there.
        return sendFault(reply, 'conflict', `The address ${email} belongs to another customer.`, {
          email,
        });
      }
      const customer = store.changeCustomer(id, request.body);
      return customer === undefined
        ? sendUnknownCustomer(reply)
        : sendJson(request, reply, customer);
    },
  );

  app.delete<ById>('/customers/:id', { schema: BY_ID }, (request, reply) =>
    store.deleteCustomer(Number(request.params.id))
      ? reply.code(204).send()
      : sendUnknownCustomer(reply),
  );

  app.get('/exports/customers', (request, reply) => {
    const source = Readable.from(writeExport(store));
    const coding = chooseCoding(request);
    describeBody(reply, coding);
    // Fastify ends the stream when the client leaves, and pipeline then ends the source.
    return reply.send(
      coding === undefined ? source : pipeline(source, createPacker(coding), () => undefined),
    );
  });
}

type Reply = Parameters<typeof sendFault>[0];

function sendUnknownCustomer(reply: Reply): Reply {
  return sendFault(reply, 'not-found', 'There is no such customer.');
}

/** One JSON array, a hundred customers a chunk, so that no more of them is in memory. */
function* writeExport(store: Store): Generator<string> {
  let separator = '[';
  let batch = store.customersAfter(0);
  for (let last = batch.at(-1); last !== undefined; last = batch.at(-1)) {
    yield separator + batch.map(({ json }) => json).join(',');
    separator = ',';
    batch = store.customersAfter(last.id);
  }
  yield separator === '[' ? '[]' : ']';
}
