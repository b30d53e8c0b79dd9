import { APPROVE, DENY } from './compose.ts';

/** A click on one of our buttons. */
export interface Click {
  team: string;
  user: string;
  approval: string;
  verdict: 'granted' | 'denied';
  /** The message that has the button: its channel and time stamp. */
  channel: string;
  ts: string;
}

/** The click that a call of Slack tells of (`block_actions`); undefined where it tells of something else. */
export function readClick(body: Buffer): Click | undefined {
  const payload = new URLSearchParams(body.toString()).get('payload');
  const call = parse(payload ?? '');
  if (textAt(call, 'type') !== 'block_actions') return undefined;
  const { actions } = call as { actions?: unknown };
  if (!Array.isArray(actions) || actions.length !== 1) return undefined;
  const action: unknown = actions[0];
  const kind = textAt(action, 'action_id');
  if (kind !== APPROVE && kind !== DENY) return undefined;
  const click = {
    team: textAt(call, 'team', 'id'),
    user: textAt(call, 'user', 'id'),
    approval: textAt(action, 'value'),
    channel: textAt(call, 'container', 'channel_id'),
    ts: textAt(call, 'container', 'message_ts'),
  };
  if (Object.values(click).includes(undefined)) return undefined;
  return { ...(click as Click), verdict: kind === APPROVE ? 'granted' : 'denied' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textAt(value: unknown, ...path: string[]): string | undefined {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name))
      return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return typeof found === 'string' ? found : undefined;
}
