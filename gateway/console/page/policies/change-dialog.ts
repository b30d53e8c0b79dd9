import { useState } from 'preact/hooks';
import type { Policies, PolicyChanged } from '../../../admin/contract.ts';
import { call, type ApiError } from '../lib/api.ts';
import { h, html, type Markup } from '../lib/html.ts';
import { Code } from '../parts/code.ts';
import { Dialog } from '../parts/dialog.ts';
import { Failure, Notice } from '../parts/states.ts';

/** What is about to be done to the channel that is followed. */
export interface Change {
  verb: 'promote' | 'rollback';
  revision: string;
}

interface Properties {
  change: Change;
  policies: Policies;
  close: () => void;
  changed: (text: string) => void;
}

/** Asks once more, with a reason: what is confirmed here decides on every gateway that follows the channel. */
export function ChangeDialog({
  change: { verb, revision },
  policies,
  close,
  changed,
}: Properties): Markup {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const title = verb === 'promote' ? 'Promote the candidate' : 'Roll back';
  const submit = (event: Event): void => {
    event.preventDefault();
    setBusy(true);
    call<PolicyChanged>('POST', `/api/policies/${verb}`, { revision, reason: reason.trim() })
      .then(() =>
        changed(
          verb === 'promote'
            ? `${revision} is promoted; gateways take it within a second.`
            : `The channel is back at ${revision}.`,
        ),
      )
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return h(
    Dialog,
    { title, close },
    html`<form class="stack" onSubmit=${submit}>
      <p><strong>${revision}</strong> ${verb === 'promote' ? 'would decide' : 'would decide again'} instead of <strong>${policies.active?.revision ?? 'nothing'}</strong>, for every gateway that follows <code>${policies.channel?.name}</code>.</p>
      ${verb === 'promote' && policies.differences.length > 0 && Notice('warn', `Beside live traffic it has decided otherwise: ${policies.differences.map(({ kind, count }) => `${kind} ${count}`).join(', ')}.`)}
      <label class="field"><span>Reason</span><textarea class="input" required maxlength="500" value=${reason} onInput=${(event: Event) => setReason((event.target as HTMLTextAreaElement).value)}></textarea></label>
      ${error && Failure(error)} ${error?.code === 'signature-needed' && policies.rollback_command !== undefined && Code(policies.rollback_command, 'Command')}
      <div class="dialog-foot">
        <button type="button" class="button" onClick=${close}>Cancel</button>
        <button class="button primary" disabled=${busy}>${title}</button>
      </div>
    </form>`,
  );
}
