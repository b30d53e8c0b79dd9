import { useState } from 'preact/hooks';
import { call, type ApiError } from '../lib/api.ts';
import { html, type Markup } from '../lib/html.ts';
import { Icon } from '../parts/icon.ts';
import { Failure, Notice } from '../parts/states.ts';
import type { Approval } from './types.ts';

interface Properties {
  approval: Approval;
  path: string;
  decided: (next: Approval) => void;
}

/** Takes a grant back that was not used. */
export function RevokeForm({ path, decided }: Properties): Markup {
  const form = useForm(`${path}/revoke`, false, decided);
  return html`<form class="stack" onSubmit=${form.submit}>
    <p class="muted small">The agent has not used it yet. What it holds ends at once.</p>
    ${form.field}
    <button class="button danger wide" disabled=${form.busy}>${Icon('undo')}Take the grant back</button>
  </form>`;
}

/** Signs off what passed by break-glass. */
export function ReviewForm({ approval, decided }: Properties): Markup {
  const form = useForm(`/api/breakglass/reviews/${encodeURIComponent(approval.id)}`, true, decided);
  return html`<form class="stack" onSubmit=${form.submit}>
    ${Notice('warn', 'This passed without a decision. Say what you found: was it right, and what was seen?')}
    ${form.field}
    <button class="button primary wide" disabled=${form.busy}>${Icon('check')}Sign the review off</button>
  </form>`;
}

function useForm(
  path: string,
  required: boolean,
  tell: (next: Approval) => void,
): { submit: (event: Event) => Promise<void>; field: Markup; busy: boolean } {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const text = reason.trim();
    try {
      tell(await call<Approval>('POST', path, { ...(text !== '' && { reason: text }) }));
    } catch (fault) {
      setError(fault as ApiError);
    } finally {
      setBusy(false);
    }
  };
  const field = html`<label class="field"><span>Reason ${!required && html`<span class="muted">(optional)</span>`}</span>
      <textarea class="input" maxlength="1000" required=${required} value=${reason} onInput=${(event: Event) => setReason((event.target as HTMLTextAreaElement).value)}></textarea></label>
    ${error && Failure(error)}`;
  return { submit, field, busy };
}
