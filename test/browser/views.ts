import type { Page } from 'playwright-core';
import { until } from '../helpers/until.ts';
import type { Desk } from './desk.ts';
import { ASYNC, CHANGE, TICKET } from './requests.ts';

/** A view of the page, and what is there once it is shown. */
export interface View {
  name: string;
  path: string;
  shown: string;
}

/** Lets agents send what fills every view; gives the views. */
export async function fillViews(desk: Desk): Promise<View[]> {
  const send = async (agent: string, path: string, init: RequestInit = {}): Promise<void> => {
    await (await desk.ask(agent, path, init)).arrayBuffer();
  };
  const held = (init: RequestInit): RequestInit => ({
    ...init,
    headers: { ...(init.headers as object), ...ASYNC },
  });
  for (const id of [17, 21, 8]) await send('support-agent', `/crm/customers/${id}`);
  await send('analytics-agent', '/crm/stats/customers');
  await send('analytics-agent', '/crm/customers/17');
  await send('support-agent', '/crm/customers/17', { method: 'DELETE' });
  const why = { 'x-regent-justification': 'The site is down and three customers wait.' };
  await send('analytics-agent', '/crm/tickets/3', { headers: why });
  const bank = { ...ASYNC, 'x-regent-justification': 'Reconciliation with the bank, FIN-2231.' };
  await send('support-agent', '/crm/exports/customers', { headers: bank });
  await send('support-agent', '/crm/customers/17', held(CHANGE));
  await send('support-agent', '/crm/tickets', held(TICKET));
  return [
    { name: 'inbox', path: '/inbox', shown: '.item' },
    { name: 'approval', path: `/inbox/${await findApproval(desk)}`, shown: '.decide' },
    { name: 'activity', path: '/activity', shown: '.act' },
    { name: 'request', path: `/activity/${await findRequest(desk)}`, shown: '.fired' },
    { name: 'sessions', path: '/sessions', shown: '.session' },
    { name: 'replay', path: `/sessions/${await findSession(desk)}`, shown: '.fired' },
    { name: 'policies', path: '/policies', shown: '.revisions' },
    { name: 'health', path: '/health', shown: '.tiles' },
    { name: 'settings', path: '/settings', shown: '.inline-form' },
  ];
}

/** Shows a view, and waits until it is there. */
export async function show(tab: Page, desk: Desk, { path, shown }: View): Promise<void> {
  await tab.goto(desk.page + path);
  await tab.locator(shown).first().waitFor();
}

async function findApproval(desk: Desk): Promise<string> {
  const { approvals } = await desk.api<{
    approvals: { id: string; summary: { method: string } }[];
  }>('/api/approvals');
  return approvals.find(({ summary }) => summary.method === 'PATCH')!.id;
}

/** The index follows the ledger, so that what was sent may be found a moment later. */
async function findRequest(desk: Desk): Promise<string> {
  let found: string | undefined;
  await until(async () => {
    const { requests } = await desk.api<{ requests: { id: string; masks: number }[] }>(
      '/api/activity',
    );
    found = requests.find(({ masks }) => masks > 0)?.id;
    return found !== undefined;
  });
  return found!;
}

async function findSession(desk: Desk): Promise<string> {
  const { sessions } = await desk.api<{ sessions: { id: string; requests: number }[] }>(
    '/api/sessions',
  );
  return sessions.toSorted((a, b) => b.requests - a.requests)[0]!.id;
}
