import type { DevExample } from './dev-file.ts';

/** Where the examples are sent, and with whose tokens. */
export interface ExampleParts {
  gateway: string;
  crm: string;
  apiKey: string;
  tokens: Record<string, string>;
}

interface Customer {
  name: string;
  email: string;
  phone: string;
  iban: string;
  birth_date: string;
}

/** The customer that the examples ask for. */
const CUSTOMER = 17;

/** Five requests, one for each thing that a policy can say. What must not be seen is read from the upstream itself. */
export async function makeExamples(parts: ExampleParts): Promise<DevExample[]> {
  const { gateway, tokens } = parts;
  const customer = await readCustomer(parts);
  const secrets = [customer.email, customer.phone, customer.iban, customer.birth_date];
  const curl = (agent: string, path: string, ...flags: string[]): string =>
    ['curl -sS -i', ...flags, `-H 'Authorization: Bearer ${tokens[agent]}'`, gateway + path].join(
      ' ',
    );
  return [
    {
      name: 'support reads a customer: masked',
      curl: curl('support-agent', `/crm/customers/${CUSTOMER}`),
      status: 200,
      contains: [JSON.stringify(customer.name).slice(1, -1), '[redacted]'],
      absent: secrets,
    },
    {
      name: 'analytics reads aggregates: allowed',
      curl: curl('analytics-agent', '/crm/stats/customers'),
      status: 200,
      contains: ['by_country'],
      absent: secrets,
    },
    {
      name: 'analytics reads a customer: no rule allows it',
      curl: curl('analytics-agent', `/crm/customers/${CUSTOMER}`),
      status: 403,
      contains: ['"code":"denied"', 'no-rule'],
      absent: secrets,
    },
    {
      name: 'support deletes a customer: denied',
      curl: curl('support-agent', `/crm/customers/${CUSTOMER}`, '-X DELETE'),
      status: 403,
      contains: ['"code":"denied"', 'deletes-are-denied'],
      absent: secrets,
    },
    {
      name: 'support exports all customers: held for 5 s, then told what it waits for',
      curl: curl('support-agent', '/crm/exports/customers'),
      status: 403,
      contains: ['"code":"approval-required"', 'npx regent approvals approve apr_'],
      absent: secrets,
    },
  ];
}

async function readCustomer({ crm, apiKey }: ExampleParts): Promise<Customer> {
  const response = await fetch(`${crm}/customers/${CUSTOMER}`, {
    headers: { 'x-api-key': apiKey },
  });
  return (await response.json()) as Customer;
}
