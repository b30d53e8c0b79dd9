/** Makes up the tickets of the customers: none to four each, two on average. */
import { drawTime, type MadeCustomer } from './customers.ts';
import { fillPhrase, TICKETS } from './phrases.ts';
import { createRandom } from './random.ts';

/** What a ticket may be. */
export const TICKET_STATUSES = ['open', 'pending', 'closed'] as const;

/** A ticket, as the table holds it. */
export interface Ticket {
  id: number;
  customer_id: number;
  subject: string;
  body: string;
  status: (typeof TICKET_STATUSES)[number];
  created_at: string;
}

/** Keeps the tickets' draws apart from the customers'. */
const SEED_OFFSET = 1_000_000;

/** The tickets of the customers, with ids from 1. */
export function makeTickets(customers: readonly MadeCustomer[]): Ticket[] {
  const tickets: Ticket[] = [];
  for (const { customer, country, facts } of customers) {
    const random = createRandom(SEED_OFFSET + customer.id);
    for (let left = random.integer(0, 4); left > 0; left -= 1) {
      const [subject, body] = random.pick(TICKETS[country.language]);
      tickets.push({
        id: tickets.length + 1,
        customer_id: customer.id,
        subject,
        body: fillPhrase(body, facts),
        status: random.pick(TICKET_STATUSES),
        created_at: drawTime(random, 2025, 2025),
      });
    }
  }
  return tickets;
}
