/** Inputs for the starter policies, and what each must give. */
import { sampleInput } from '../helpers/input.ts';
import type { InputOverrides } from '../helpers/input.ts';

/** One input with the action and the reasons that it must give. */
export interface Case {
  name: string;
  input: unknown;
  action: string;
  reasons: string[];
}

const ask = (method: string, path: string, groups = ['support'], more: InputOverrides = {}) =>
  sampleInput({ ...more, identity: { groups }, request: { method, path, ...more.request } });

const may = (action: string, reason: string, input: unknown, name: string): Case => ({
  name,
  input,
  action,
  reasons: [reason],
});

const not = (input: unknown, name: string) => may('deny', 'no-rule', input, name);

const CUSTOMER = '/customers/17';
const SEGMENTS = ['customers', '17'];

/** An input that the gateway never writes: the part at `path` is another value, or goes. */
function damaged(path: string[], value: unknown): Record<string, unknown> {
  const input = structuredClone(sampleInput()) as unknown as Record<string, unknown>;
  let at = input;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete at[last];
  else at[last] = value;
  return input;
}

const DAMAGES: [string[], unknown][] = [
  [['identity'], undefined],
  [['identity'], null],
  [['identity', 'groups'], undefined],
  [['identity', 'groups'], 'support'],
  [['identity', 'groups'], { any: 'support' }],
  [['identity', 'groups'], [['support']]],
  [['connection'], undefined],
  [['connection'], 'crm'],
  [['connection', 'name'], ['crm']],
  [['request'], undefined],
  [['request', 'method'], undefined],
  [['request', 'method'], ['GET']],
  [['request', 'segments'], undefined],
  [['request', 'segments'], CUSTOMER],
  [['request', 'segments'], { 0: 'customers', 1: '17' }],
  [
    ['request', 'segments'],
    ['customers', 17],
  ],
  [
    ['request', 'segments'],
    ['customers', null],
  ],
  [
    ['request', 'segments'],
    ['customers', ['17']],
  ],
];

/** All cases. */
export const CASES: Case[] = [
  may('mask', 'support-reads-customer', ask('GET', CUSTOMER), 'support reads a customer'),
  may('mask', 'support-reads-customer', ask('HEAD', CUSTOMER), 'support asks for a head'),
  may('mask', 'support-reads-customer', ask('GET', CUSTOMER, ['a', 'support']), 'support and more'),
  may(
    'mask',
    'support-reads-customer',
    ask('GET', '/customers/%C3%A9%20"'),
    'odd letters in an id',
  ),
  may('mask', 'support-reads-tickets', ask('GET', '/customers/17/tickets'), "a customer's tickets"),
  may('mask', 'support-reads-tickets', ask('GET', '/tickets/5'), 'a ticket'),
  may(
    'allow',
    'analytics-reads-aggregates',
    ask('GET', '/stats/tickets', ['analytics']),
    'aggregates',
  ),
  may('approve', 'export-needs-approval', ask('GET', '/exports/customers'), 'export'),
  may('deny', 'deletes-are-denied', ask('DELETE', CUSTOMER), 'support deletes'),
  may('deny', 'deletes-are-denied', ask('DELETE', '/', []), 'anybody deletes'),

  ...['POST', 'PUT', 'PATCH', 'OPTIONS', 'get', 'PROPFIND'].map((method) =>
    not(ask(method, CUSTOMER), `support sends ${method}`),
  ),
  ...[[], ['unknown'], ['Support'], ['support '], ['analytics'], ['dpo']].map((groups) =>
    not(ask('GET', CUSTOMER, groups), `customer for ${JSON.stringify(groups)}`),
  ),
  ...[
    '/',
    '/customers',
    '/customers/',
    '/customers/17/',
    '/customers//17',
    '//customers/17',
    '/Customers/17',
    '/customers/17/notes',
    '/customers/17/tickets/5',
    '/customers//tickets',
    '/customers/17%2Ftickets',
    '/tickets',
    '/tickets/',
    '/tickets/5/log',
    '/stats/tickets',
    '/exports',
    '/exports/tickets',
    '/exports/customers/',
    '/*/17',
  ].map((path) => not(ask('GET', path), `support reads ${path}`)),
  ...['/stats', '/stats/', '/statistics/a', '/exports/customers', '/tickets/5'].map((path) =>
    not(ask('GET', path, ['analytics']), `analytics reads ${path}`),
  ),
  not(ask('HEAD', '/exports/customers'), 'export by HEAD'),
  not(ask('POST', '/stats/tickets', ['analytics']), 'analytics sends POST'),
  not(sampleInput({ connection: { name: 'hr' } }), 'another connection'),
  not(sampleInput({ connection: { name: 'CRM' } }), 'a connection of almost that name'),
  not(
    sampleInput({ connection: { name: 'hr' }, request: { method: 'DELETE', segments: SEGMENTS } }),
    'a delete elsewhere',
  ),

  ...DAMAGES.map(([path, value]) =>
    not(damaged(path, value), `${path.join('.')} is ${JSON.stringify(value) ?? 'missing'}`),
  ),
  ...[{}, [], 'GET', true, 1].map((input) => not(input, `input is ${JSON.stringify(input)}`)),
];
