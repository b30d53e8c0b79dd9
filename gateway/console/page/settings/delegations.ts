import { useState } from 'preact/hooks';
import { call, type ApiError } from '../lib/api.ts';
import { html, type Markup } from '../lib/html.ts';
import { useSession } from '../lib/session.ts';
import { formatFull } from '../lib/time.ts';
import { useApi } from '../lib/use-api.ts';
import { Empty, Failure, Show } from '../parts/states.ts';

interface Delegation {
  id: string;
  from: { issuer: string; subject: string };
  to: { issuer: string; subject: string };
  until: string;
  reason?: string;
}

const NOTHING = { subject: '', until: '', reason: '' };

/** Who decides for the person, and for whom they decide. */
export function Delegations(): Markup {
  const loaded = useApi<{ delegations: Delegation[] }>('/api/delegations');
  const issuer = useSession().person?.issuer ?? '';
  const [form, setForm] = useState(NOTHING);
  const [error, setError] = useState<ApiError>();
  const act = (work: Promise<unknown>): void => {
    setError(undefined);
    work.then(() => loaded.reload()).catch(setError);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const until = new Date(form.until).toISOString();
    const reason = form.reason.trim();
    act(
      call('POST', '/api/delegations', {
        to: { issuer, subject: form.subject.trim() },
        until,
        ...(reason !== '' && { reason }),
      }).then(() => setForm(NOTHING)),
    );
  };
  const set = (name: keyof typeof NOTHING) => (event: Event) =>
    setForm({ ...form, [name]: (event.target as HTMLInputElement).value });
  return html`<section class="card" aria-labelledby="delegations">
    <div class="card-head"><h2 id="delegations">Delegations</h2><span class="muted small">At most 90 days. It counts as one person.</span></div>
    ${Show(
      loaded,
      ({ delegations }) => html`
        ${delegations.length === 0 && Empty('settings', 'Nobody decides for you', 'While you are away, somebody of your choice may decide what you could.')}
        <ul class="rows">${delegations.map((delegation) => Row(delegation, (id) => act(call('DELETE', `/api/delegations/${encodeURIComponent(id)}`))))}</ul>`,
    )}
    <form class="card-body inline-form" onSubmit=${submit}>
      <label class="field"><span>Who decides instead (subject)</span><input class="input" required value=${form.subject} onInput=${set('subject')} /></label>
      <label class="field"><span>Until</span><input class="input" type="datetime-local" required value=${form.until} onInput=${set('until')} /></label>
      <label class="field"><span>Reason <span class="muted">(optional)</span></span><input class="input" maxlength="1000" value=${form.reason} onInput=${set('reason')} /></label>
      <button class="button">Delegate</button>
    </form>
    ${error && html`<div class="card-body">${Failure(error)}</div>`}
  </section>`;
}

function Row({ id, from, to, until, reason }: Delegation, end: (id: string) => void): Markup {
  return html`<li key=${id} class="item plain">
    <div class="item-main">
      <span><strong title=${to.issuer}>${to.subject}</strong> decides for <strong title=${from.issuer}>${from.subject}</strong></span>
      <span class="muted small">until ${formatFull(until)}${reason !== undefined && `: ${reason}`}</span>
    </div>
    <button type="button" class="button danger" onClick=${() => end(id)}>End</button>
  </li>`;
}
