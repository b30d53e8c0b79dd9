import type { SlackButtons } from '../../types.ts';
import type { Message } from '../contract.ts';
import { toWords } from '../words.ts';
import { escapeSlack } from './escape.ts';

/** A message as Slack's API has it. */
export interface SlackMessage {
  /** For notifications and screen readers. */
  text: string;
  blocks: object[];
}

/** The actions of the buttons. */
export const APPROVE = 'regent_approve';
export const DENY = 'regent_deny';

/** Slack takes ten fields a section. */
const FIELDS = 10;

/**
 * A message. Values that an agent may have chosen stand in `plain_text`, which has no markup, no mentions
 * and no links; the only link is the page's.
 */
export function composeSlack(message: Message, buttons?: SlackButtons): SlackMessage {
  const { event, link } = message;
  const { title, facts, advice } = toWords(message);
  const blocks: object[] = [{ type: 'header', text: plain(title) }];
  for (let at = 0; at < facts.length; at += FIELDS) {
    const fields = facts.slice(at, at + FIELDS).map(([name, value]) => plain(`${name}: ${value}`));
    blocks.push({ type: 'section', fields });
  }
  if (advice !== '') blocks.push({ type: 'section', text: plain(advice) });
  if (link !== undefined) {
    const text = `<${escapeSlack(link)}|Open in Regent>`;
    blocks.push({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });
  }
  const actions = buttons ? composeButtons(message, buttons) : [];
  if (actions.length > 0) blocks.push({ type: 'actions', elements: actions });
  const id = event.approval ? `: ${event.approval.id}` : '';
  return { text: escapeSlack(title + id), blocks };
}

/** Only what is asked has buttons, and a yes only where a click can give it. */
function composeButtons(
  { event: { kind, approval } }: Message,
  { approveUpToRisk }: SlackButtons,
): object[] {
  if (!approval || (kind !== 'asked' && kind !== 'agreed')) return [];
  // A click gives no reason.
  if (approval.reason_needed === true) return [];
  const deny = {
    type: 'button',
    action_id: DENY,
    text: plain('Deny'),
    style: 'danger',
    value: approval.id,
  };
  if (approval.risk > approveUpToRisk) return [deny];
  const approve = {
    type: 'button',
    action_id: APPROVE,
    text: plain('Approve'),
    style: 'primary',
    value: approval.id,
    confirm: {
      title: plain('Approve?'),
      text: plain(`You have seen what ${approval.id} asks for, and it may run once.`),
      confirm: plain('Approve'),
      deny: plain('Cancel'),
    },
  };
  return [approve, deny];
}

function plain(text: string): object {
  return { type: 'plain_text', text, emoji: false };
}
