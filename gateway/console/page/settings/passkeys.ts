import { useState } from 'preact/hooks';
import { ApiError, call } from '../lib/api.ts';
import { h, html, type Markup } from '../lib/html.ts';
import { registerPasskey } from '../lib/passkey.ts';
import { signInUrl, useSession } from '../lib/session.ts';
import { formatFull, formatTime } from '../lib/time.ts';
import { useApi } from '../lib/use-api.ts';
import { Icon } from '../parts/icon.ts';
import { Empty, Notice, Show } from '../parts/states.ts';

interface Passkey {
  id: string;
  name: string;
  made_at: string;
}

/** The passkeys that sign the person's decisions. */
export function Passkeys(): Markup {
  const loaded = useApi<{ passkeys: Passkey[] }>('/api/passkeys');
  const [name, setName] = useState('');
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const act = (work: Promise<unknown>): void => {
    setBusy(true);
    setError(undefined);
    work
      .then(() => {
        setName('');
        loaded.reload();
      })
      .catch((fault: Error) =>
        setError(fault instanceof ApiError ? fault : new ApiError(0, 'passkey', fault.message)),
      )
      .finally(() => setBusy(false));
  };
  const register = (event: Event): void => {
    event.preventDefault();
    act(registerPasskey(name.trim()));
  };
  return html`<section class="card" aria-labelledby="passkeys">
    <div class="card-head"><h2 id="passkeys">Passkeys</h2><span class="muted small">They sign your decisions; the ledger keeps the proof.</span></div>
    ${Show(
      loaded,
      ({ passkeys }) => html`
        ${passkeys.length === 0 && Empty('key', 'No passkey yet', 'Where a policy wants a signed decision, you need one.')}
        <ul class="rows">${passkeys.map((passkey) => Row(passkey, (id) => act(call('DELETE', `/api/passkeys/${encodeURIComponent(id)}`))))}</ul>`,
    )}
    <form class="card-body inline-form" onSubmit=${register}>
      <label class="field"><span>Name of a new passkey</span><input class="input" required maxlength="100" placeholder="Such as: laptop" value=${name} onInput=${(event: Event) => setName((event.target as HTMLInputElement).value)} /></label>
      <button class="button primary" disabled=${busy}>${Icon('key')}Register a passkey</button>
    </form>
    ${error && html`<div class="card-body">${h(Fault, { error })}</div>`}
  </section>`;
}

function Row({ id, name, made_at: at }: Passkey, remove: (id: string) => void): Markup {
  return html`<li key=${id} class="item plain">
    <div class="item-main"><strong>${name}</strong><time class="muted small" datetime=${at} title=${formatFull(at)}>registered ${formatTime(at)}</time></div>
    <button type="button" class="button danger" aria-label=${`Remove ${name}`} onClick=${() => remove(id)}>Remove</button>
  </li>`;
}

/** A passkey is registered only by who has signed in lately. */
function Fault({ error }: { error: ApiError }): Markup {
  const [way] = useSession().ways;
  const again =
    error.code === 'step-up-required' &&
    way &&
    html`<p><a href=${signInUrl(way.url, '/settings', true)}>Sign in again</a></p>`;
  return Notice('bad', html`<p>${error.message}</p>${again}`);
}
