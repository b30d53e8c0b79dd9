import type { Approvals, Approver } from '../../approval/approvals.ts';
import { Refusal } from '../../errors.ts';
import type { ChannelConfig, SlackButtons, SlackConfig } from '../../types.ts';
import type { SlackHeaders } from '../contract.ts';
import { callSlack, type SlackApi } from './call-api.ts';
import { escapeSlack } from './escape.ts';
import { readClick, type Click } from './read-click.ts';
import { SeenCalls } from './seen.ts';
import { isFromSlack } from './verify.ts';

/** What taking calls of Slack needs; `timeout` in milliseconds. */
export interface SlackCallsParts {
  channels: readonly ChannelConfig[];
  approvals: Pick<Approvals, 'decide' | 'outline'>;
  /** The place of the message on a topic. */
  messageRef: (channel: string, topic: string) => string | undefined;
  link: ((approval?: string) => string) | undefined;
  timeout: number;
  now: () => number;
  log: (level: 'info' | 'warn' | 'error', facts: object, message: string) => void;
  signal: AbortSignal;
}

/** A channel whose buttons are clicked. */
type Clicked = SlackConfig & { buttons: SlackButtons };

/** How many clicks may be under way at once. */
const MOST_AT_ONCE = 50;

/** Takes the clicks on buttons in Slack. */
export function createSlackCalls(parts: SlackCallsParts) {
  const { now, log } = parts;
  const channels = parts.channels.filter(
    (channel): channel is Clicked => channel.kind === 'slack' && channel.buttons !== undefined,
  );
  const seen = new SeenCalls();
  const running = new Set<Promise<void>>();

  return {
    /**
     * The status to answer with. 401 for what Slack did not sign lately, or has sent before; 200 for the
     * rest, at once: Slack waits three seconds, and the person is told what came of it in Slack.
     */
    called(body: Buffer, headers: SlackHeaders): number {
      const signed = channels.filter(({ buttons }) => isSigned(buttons, body, headers, now()));
      if (signed.length === 0) return 401;
      if (running.size >= MOST_AT_ONCE) return 503;
      if (!seen.add(headers.signature!, now())) return 401;
      const click = readClick(body);
      const channel = click && signed.find((one) => isOurs(one, click));
      if (click && channel) {
        const work = take(channel, click).catch((error: unknown) => {
          log('warn', { err: error }, 'a click in Slack was not answered');
        });
        running.add(work);
        void work.then(() => running.delete(work));
      }
      return 200;
    },
    settled: () => Promise.all(running),
  };

  /** Whether the button is on the message that we wrote on this approval. */
  function isOurs({ name, buttons }: Clicked, { team, approval, channel, ts }: Click): boolean {
    if (team !== buttons.team) return false;
    return parts.messageRef(name, approval) === JSON.stringify({ channel, ts });
  }

  async function take({ to, buttons }: Clicked, click: Click): Promise<void> {
    const said = await decide(buttons, click);
    if (said === undefined || 'webhook' in to) return;
    const { timeout, signal, link } = parts;
    const bot: SlackApi = { api: to.api, token: to.token, timeout, now };
    const { channel, user, approval } = click;
    const text =
      escapeSlack(said) + (link ? ` <${escapeSlack(link(approval))}|Open in Regent>` : '');
    await callSlack(bot, 'chat.postEphemeral', { channel, user, text }, signal);
  }

  /** Decides as the API does; what the person is told, or undefined where the message says it. */
  async function decide(buttons: SlackButtons, click: Click): Promise<string | undefined> {
    const person = buttons.people.find(({ user }) => user === click.user);
    if (!person) return 'Regent does not know who you are in Slack. Use the page.';
    const { approval: id, verdict } = click;
    try {
      const risk = parts.approvals.outline(id)?.risk ?? Infinity;
      if (verdict === 'granted' && risk > buttons.approveUpToRisk) {
        return 'This is too risky to be approved in Slack. Use the page.';
      }
      await parts.approvals.decide(id, verdict, toApprover(person));
      return undefined;
    } catch (error) {
      const { issuer, subject } = person;
      const code = error instanceof Refusal ? error.code : 'internal-error';
      log('info', { approval: id, issuer, subject, code }, 'a click in Slack decided nothing');
      if (!(error instanceof Refusal)) throw error;
      return `Nothing is decided: ${error.detail} Use the page.`;
    }
  }
}

function isSigned(
  { signingSecret }: SlackButtons,
  body: Buffer,
  headers: SlackHeaders,
  now: number,
): boolean {
  try {
    return isFromSlack(signingSecret.read(), body, headers, now);
  } catch {
    // A secret that cannot be read signs nothing.
    return false;
  }
}

/** As whom a click decides. That it was one, policy sees in `amr`; a time of signing in it has not. */
function toApprover({ issuer, subject, groups, link }: SlackButtons['people'][number]): Approver {
  return {
    issuer,
    subject,
    groups,
    actors: [],
    amr: ['slack'],
    ...(link !== undefined && { link }),
  };
}
