/** The database of the example: customers and tickets in memory, lost when it is closed. */
import { DatabaseSync } from 'node:sqlite';
import type { Customer, MadeCustomer } from './customers.ts';
import type { Ticket } from './tickets.ts';

const TABLES = `
  CREATE TABLE customers (
    id INTEGER PRIMARY KEY, reference INTEGER NOT NULL UNIQUE, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE,
    phone TEXT NOT NULL, iban TEXT NOT NULL, birth_date TEXT NOT NULL, country TEXT NOT NULL,
    created_at TEXT NOT NULL, notes TEXT NOT NULL
  ) STRICT;
  CREATE TABLE tickets (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE,
    subject TEXT NOT NULL, body TEXT NOT NULL, status TEXT NOT NULL, created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX tickets_of_customer ON tickets (customer_id);
`;

/**
 * SQLite writes the JSON itself, because it writes a 64-bit integer with every digit, which a
 * number of JavaScript cannot hold.
 */
const CUSTOMER_JSON = `json_object('id', id, 'reference', reference, 'name', name, 'email', email, 'phone', phone,
  'iban', iban, 'birth_date', birth_date, 'country', country, 'created_at', created_at, 'notes', notes)`;
const TICKET_JSON = `json_object('id', id, 'customer_id', customer_id, 'subject', subject, 'body', body,
  'status', status, 'created_at', created_at)`;

/** What a caller may change of a customer. */
export type CustomerChanges = Partial<Pick<Customer, 'name' | 'email' | 'phone' | 'notes'>>;

/** The database with its questions. Methods named `…Json` answer with JSON text, one row each. */
export type Store = ReturnType<typeof openStore>;

/** Opens a database that holds the customers and the tickets. */
export function openStore(customers: readonly MadeCustomer[], tickets: readonly Ticket[]) {
  const database = new DatabaseSync(':memory:');
  database.exec(TABLES);
  database.exec('BEGIN');
  const insertCustomer = database.prepare(`INSERT INTO customers VALUES
    (:id, :reference, :name, :email, :phone, :iban, :birth_date, :country, :created_at, :notes)`);
  for (const { customer } of customers) insertCustomer.run({ ...customer });
  const insertTicket = database.prepare(
    `INSERT INTO tickets VALUES (:id, :customer_id, :subject, :body, :status, :created_at)`,
  );
  for (const ticket of tickets) insertTicket.run({ ...ticket });
  database.exec('COMMIT');

  const selectCustomer = database.prepare(
    `SELECT ${CUSTOMER_JSON} AS json FROM customers WHERE id = ?`,
  );
  const selectPage = database.prepare(
    `SELECT ${CUSTOMER_JSON} AS json FROM customers ORDER BY id LIMIT ? OFFSET ?`,
  );
  const selectAfter = database.prepare(
    `SELECT id, ${CUSTOMER_JSON} AS json FROM customers WHERE id > ? ORDER BY id LIMIT 100`,
  );
  const countCustomers = database.prepare('SELECT count(*) AS count FROM customers');
  const selectOwner = database.prepare('SELECT id FROM customers WHERE email = ?');
  const updateCustomer = database.prepare(
    `UPDATE customers SET name = coalesce(?, name), email = coalesce(?, email), phone = coalesce(?, phone),
       notes = coalesce(?, notes) WHERE id = ? RETURNING ${CUSTOMER_JSON} AS json`,
  );
  const deleteCustomer = database.prepare('DELETE FROM customers WHERE id = ?');
  const selectTicket = database.prepare(`SELECT ${TICKET_JSON} AS json FROM tickets WHERE id = ?`);
  const selectTicketsOf = database.prepare(
    `SELECT ${TICKET_JSON} AS json FROM tickets WHERE customer_id = ? ORDER BY id`,
  );
  const addTicket = database.prepare(
    `INSERT INTO tickets (customer_id, subject, body, status, created_at) VALUES (?, ?, ?, 'open', ?)
       RETURNING id, ${TICKET_JSON} AS json`,
  );

  return {
    customerJson: (id: number) => json(selectCustomer.get(id)),
    customersJson: (limit: number, offset: number) => selectPage.all(limit, offset).map(rowJson),
    customersAfter: (id: number) =>
      selectAfter.all(id).map((row) => ({ id: Number(row['id']), json: rowJson(row) })),
    customerCount: () => Number(countCustomers.get()?.['count']),
    /** Id of the customer who has the e-mail address. */
    ownerOf: (email: string) => selectOwner.get(email)?.['id'] as number | undefined,
    changeCustomer: (id: number, { name, email, phone, notes }: CustomerChanges) =>
      json(updateCustomer.get(name ?? null, email ?? null, phone ?? null, notes ?? null, id)),
    /** Deletes the customer and its tickets; false if there was none. */
    deleteCustomer: (id: number) => deleteCustomer.run(id).changes === 1,
    ticketJson: (id: number) => json(selectTicket.get(id)),
    ticketsJson: (customerId: number) => selectTicketsOf.all(customerId).map(rowJson),
    addTicket(customerId: number, subject: string, body: string) {
      const row = addTicket.get(customerId, subject, body, new Date().toISOString());
      if (row === undefined) throw new Error('the ticket was not written');
      return { id: Number(row['id']), json: rowJson(row) };
    },
    /** The answer of a query that the statistics ask. */
    query: (sql: string, ...values: string[]) => database.prepare(sql).all(...values),
    close: () => database.close(),
  };
}

type Row = Record<string, unknown>;

function rowJson(row: Row): string {
  return String(row['json']);
}

function json(row: Row | undefined): string | undefined {
  return row === undefined ? undefined : rowJson(row);
}
