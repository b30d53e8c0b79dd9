import type { Account } from '../approval/approvals.ts';
import type { Message, NotifyEvent } from './contract.ts';

/** What a message says, in no medium yet: each writes it so that nothing in it is more than text. */
export interface Words {
  /** What happened; nothing in it is an agent's word. */
  title: string;
  /** Names are fixed; values may be an agent's word. */
  facts: [name: string, value: string][];
  /** What there is to do. */
  advice: string;
}

/** A message in words. */
export function toWords({ event, shown }: Pick<Message, 'event' | 'shown'>): Words {
  if (event.collapsed) return collapsedWords(event);
  if (event.account) return accountWords(event);
  const approval = event.approval!;
  const { connection, method, reasons, risk, decide_by: decideBy, use_by: useBy, by } = approval;
  const facts: Words['facts'] = [
    ['Asked by', nameOf(event.requester)],
    ['Connection', connection],
    ['Method', method],
  ];
  if (shown.path !== undefined) facts.push(['Path', shown.path]);
  if (shown.query !== undefined) facts.push(['Query', shown.query]);
  facts.push(['Why it is asked', reasons.join(', ')], ['Risk', `${risk} of 3`]);
  if (shown.justification !== undefined) facts.push(['The agent says', shown.justification]);
  if (approval.quorum > 1) {
    facts.push(['Agreed', `${approval.approved} of ${approval.quorum} people`]);
  }
  if (by) facts.push([byWhat(event), nameOf(by)]);
  if (shown.reason !== undefined) facts.push(['Reason', shown.reason]);
  if (event.kind === 'asked' || event.kind === 'agreed') facts.push(['Decide by', decideBy]);
  if (event.kind === 'granted' && useBy !== undefined) facts.push(['Use by', useBy]);
  return { title: TITLES[event.kind], facts, advice: adviceOn(event) };
}

const TITLES: Record<NotifyEvent['kind'], string> = {
  asked: 'Approval asked',
  agreed: 'One more agrees',
  granted: 'Granted',
  denied: 'Denied',
  expired: 'Expired',
  withdrawn: 'Withdrawn by the agent',
  voided: 'Voided',
  used: 'Used',
  revoked: 'Grant taken back',
  'break-glass': 'ALERT: passed by break-glass',
  'review-due': 'Review of a break-glass is due',
  reviewed: 'Break-glass reviewed',
  collapsed: 'Many approvals asked',
  delegated: 'Somebody lets another decide',
  'delegation-ended': 'A delegation was ended',
  'passkey-registered': 'A passkey was registered',
  'passkey-removed': 'A passkey was removed',
};

function adviceOn({ kind, approval }: NotifyEvent): string {
  switch (kind) {
    case 'asked':
    case 'agreed':
      return 'Look at exactly what is asked before you decide.';
    case 'break-glass':
    case 'review-due':
      return 'It has run without a decision. Somebody must review it.';
    case 'voided':
      return approval?.cause === 'world'
        ? 'What it is about has changed since it was asked.'
        : 'The policy decides otherwise now.';
    default:
      return '';
  }
}

function byWhat({ kind }: NotifyEvent): string {
  if (kind === 'agreed') return 'Agrees';
  if (kind === 'reviewed') return 'Reviewed by';
  return kind === 'denied' || kind === 'revoked' ? 'By' : 'Decided by';
}

function collapsedWords({ requester, collapsed }: NotifyEvent): Words {
  const { count, until, of } = collapsed!;
  const who: Words['facts'] = requester.subject === '' ? [] : [['Asked by', nameOf(requester)]];
  return {
    title: of === 'asked' ? TITLES.collapsed : 'ALERT: many passed by break-glass',
    facts: [...who, ['Not told one by one', `${count} or more`], ['Until', until]],
    advice: 'Further ones are not told one by one for now. Look at the page.',
  };
}

function accountWords({ kind, requester, account }: NotifyEvent): Words {
  const { delegation } = account!;
  const facts: Words['facts'] = [[delegation ? 'By' : 'Whose', nameOf(requester)]];
  if (delegation) {
    const { from, to, until } = delegation;
    facts.push(['Instead of', nameOf(from)], ['Decides', nameOf(to)], ['Until', until]);
  }
  const advice =
    'If this was not you, end it in the settings of the page, and tell who runs the gateway.';
  return { title: TITLES[kind], facts, advice };
}

function nameOf({ subject, issuer }: Account): string {
  return `${subject} (${issuer})`;
}
