import { useRef, useState } from 'preact/hooks';
import { announce } from '../lib/announce.ts';
import { ApiError } from '../lib/api.ts';
import { html, type Content, type Markup } from '../lib/html.ts';
import { useKeys } from '../lib/keys.ts';
import { signInUrl, useSession, type Session } from '../lib/session.ts';
import { Icon } from '../parts/icon.ts';
import { Notice } from '../parts/states.ts';
import { decide, type Verdict } from './decide.ts';
import type { Approval } from './types.ts';

interface Properties {
  approval: Approval;
  path: string;
  decided: (next: Approval) => void;
}

/** Takes a decision, with a reason and a passkey where the policy wants them. */
export function DecideForm({ approval, path, decided }: Properties): Markup {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState<Verdict>();
  const [error, setError] = useState<ApiError>();
  const session = useSession();
  const field = useRef<HTMLTextAreaElement>(null);
  const approve = useRef<HTMLButtonElement>(null);
  const deny = useRef<HTMLButtonElement>(null);
  useKeys({ a: () => approve.current?.focus(), d: () => deny.current?.focus() });
  const { step_up: stepUp, on_behalf_of: behalf } = approval.may ?? {};
  const needsReason = approval.demand.justification === true;
  const submit = async (verdict: Verdict): Promise<void> => {
    if (needsReason && reason.trim() === '') {
      setError(
        new ApiError(0, 'justification-required', 'Give a reason first: the policy asks for one.'),
      );
      field.current?.focus();
      return;
    }
    setBusy(verdict);
    setError(undefined);
    try {
      const next = await decide(path, verdict, reason.trim(), stepUp?.passkey === true);
      announce(
        next.state === 'pending'
          ? 'Your yes is on record. Others must agree too.'
          : `It is ${next.state}.`,
      );
      decided(next);
    } catch (fault) {
      setError(
        fault instanceof ApiError ? fault : new ApiError(0, 'failed', (fault as Error).message),
      );
    } finally {
      setBusy(undefined);
    }
  };
  return html`<form class="stack" onSubmit=${(event: Event) => event.preventDefault()}>
    ${behalf && Notice('', html`You decide for <strong>${behalf.subject}</strong>, who delegated it to you.`)}
    <label class="field"><span>Reason ${!needsReason && html`<span class="muted">(optional)</span>`}</span>
      <textarea ref=${field} class="input" maxlength="1000" required=${needsReason} value=${reason} onInput=${(event: Event) => setReason((event.target as HTMLTextAreaElement).value)}></textarea></label>
    ${stepUp && html`<p class="muted small">${describeStepUp(stepUp)}</p>`}
    ${error && Fault(error, session)}
    <div class="decide">
      <button ref=${approve} type="button" class="button primary" disabled=${busy !== undefined} onClick=${() => submit('granted')}>${Icon(stepUp?.passkey === true ? 'key' : 'check')}${busy === 'granted' ? 'Approving…' : 'Approve'}</button>
      <button ref=${deny} type="button" class="button danger" disabled=${busy !== undefined} onClick=${() => submit('denied')}>${Icon('cross')}${busy === 'denied' ? 'Denying…' : 'Deny'}</button>
    </div>
  </form>`;
}

function describeStepUp({
  passkey,
  max_age: age,
  acr,
}: NonNullable<NonNullable<Approval['may']>['step_up']>): string {
  const wants = [
    passkey === true && 'your passkey signs the decision',
    age !== undefined && `you have signed in within the last ${age}`,
    acr && `you have signed in by ${acr.join(' or ')}`,
  ].filter(Boolean);
  return `The policy wants that ${wants.join(', and that ')}.`;
}

function Fault({ code, message }: ApiError, { ways }: Session): Content {
  const [way] = ways;
  const here = window.location.pathname;
  return Notice(
    'bad',
    html`<p>${message}</p>
      ${code === 'step-up-required' && html`<p class="row">${way && html`<a href=${signInUrl(way.url, here, true)}>Sign in again</a>`}<a href="/settings">Your passkeys</a></p>`}
      ${code === 'approval-settled' && html`<p>Somebody was faster; what is shown is asked for again.</p>`}`,
  );
}
