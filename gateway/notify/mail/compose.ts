import type { EmailConfig } from '../../types.ts';
import { clean } from '../clean.ts';
import type { Message } from '../contract.ts';
import { toWords, type Words } from '../words.ts';
import { escapeHtml } from './escape.ts';

/** A mail, as nodemailer takes it. */
export interface Mail {
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  messageId: string;
  inReplyTo?: string;
  references?: string;
  headers: Record<string, string>;
}

/** Longest subject, in characters. */
const SUBJECT = 150;

/**
 * A mail. The first on an approval has an id that follows from the approval's, so that the rest reply to
 * it and mail programs show them as one thread.
 */
export function composeMail({ from, to }: EmailConfig, message: Message): Mail {
  const { id, topic, ref, event, link } = message;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const thread = `<${topic}@${domain}>`;
  const words = toWords(message);
  return {
    from,
    to,
    subject: `${ref === undefined ? '' : 'Re: '}${toSubject(message)}`,
    text: toText(words, link),
    html: toHtml(words, link),
    messageId: ref === undefined ? thread : `<${id}@${domain}>`,
    ...(ref !== undefined && { inReplyTo: thread, references: thread }),
    // RFC 3834: so that no vacation program answers.
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(isGrave(event.kind) && { Importance: 'high' }),
    },
  };
}

function isGrave(kind: string): boolean {
  return kind === 'break-glass' || kind === 'review-due';
}

/** The same for all mails on an approval, since some programs thread by it. */
function toSubject(message: Message): string {
  const { approval, requester, kind, collapsed, account } = message.event;
  if (account) return clean(`[Regent] ${toWords(message).title}: ${requester.subject}`, SUBJECT);
  if (!approval) {
    const what = collapsed?.of === 'break-glass' ? 'ALERT: many break-glass' : 'many approvals';
    return clean(`[Regent] ${what} ${requester.subject}`, SUBJECT);
  }
  const { method, connection, id } = approval;
  const alert = isGrave(kind) || kind === 'reviewed' ? 'break-glass: ' : '';
  return clean(
    `[Regent] ${alert}${method} on ${connection} by ${requester.subject} (${id})`,
    SUBJECT,
  );
}

function toText({ title, facts, advice }: Words, link: string | undefined): string {
  const lines = facts.map(([name, value]) => `${name}: ${value}`);
  return [title, '', ...lines, '', ...[advice, link ?? ''].filter((line) => line !== '')].join(
    '\n',
  );
}

/** No style sheet, no picture, nothing that a mail program would fetch. */
function toHtml({ title, facts, advice }: Words, link: string | undefined): string {
  const rows = facts.map(
    ([name, value]) =>
      `<tr><td style="padding:2px 12px 2px 0;color:#555">${escapeHtml(name)}</td>` +
      `<td style="padding:2px 0">${escapeHtml(value)}</td></tr>`,
  );
  const href = link === undefined ? '' : `<p><a href="${escapeHtml(link)}">Open in Regent</a></p>`;
  return (
    `<!doctype html><html lang="en"><body style="font-family:sans-serif">` +
    `<h1 style="font-size:18px">${escapeHtml(title)}</h1><table>${rows.join('')}</table>` +
    `<p>${escapeHtml(advice)}</p>${href}</body></html>`
  );
}
