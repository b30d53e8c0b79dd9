/** The routes of tickets: read and add. */
import type { FastifyInstance } from 'fastify';
import { sendJson } from './answer.ts';
import { sendFault } from './faults.ts';
import { BY_ID, type ById } from './inputs.ts';
import type { Store } from './store.ts';

const NEW_TICKET = {
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['customer_id', 'subject', 'body'],
    properties: {
      customer_id: { type: 'integer', minimum: 1, maximum: 999_999_999 },
      subject: { type: 'string', minLength: 1, maxLength: 200 },
      body: { type: 'string', maxLength: 10_000 },
    },
  },
};

interface NewTicket {
  Body: { customer_id: number; subject: string; body: string };
}

/** Adds the routes of tickets. */
export function addTicketRoutes(app: FastifyInstance, store: Store): void {
  app.get<ById>('/customers/:id/tickets', { schema: BY_ID }, (request, reply) => {
    const id = Number(request.params.id);
    if (store.customerJson(id) === undefined)
      return sendFault(reply, 'not-found', 'There is no such customer.');
    return sendJson(request, reply, `{"tickets":[${store.ticketsJson(id).join(',')}]}`);
  });

  app.get<ById>('/tickets/:id', { schema: BY_ID }, (request, reply) => {
    const ticket = store.ticketJson(Number(request.params.id));
    if (ticket === undefined) return sendFault(reply, 'not-found', 'There is no such ticket.');
    return sendJson(request, reply, ticket);
  });

  app.post<NewTicket>('/tickets', { schema: NEW_TICKET }, (request, reply) => {
    const { customer_id: customerId, subject, body } = request.body;
    if (store.customerJson(customerId) === undefined) {
      return sendFault(reply, 'bad-request', 'body/customer_id names no customer');
    }
    const ticket = store.addTicket(customerId, subject, body);
    return sendJson(
      request,
      reply.code(201).header('location', `/tickets/${ticket.id}`),
      ticket.json,
    );
  });
}
