import { useEffect, useState } from 'preact/hooks';
import { html, type Content, type Markup } from '../lib/html.ts';
import { useApi } from '../lib/use-api.ts';
import { Bones, Failure, Notice } from '../parts/states.ts';
import type { FiredRule, RulesFired } from './types.ts';

/** Milliseconds that a request is looked at before its rules are asked for: who pages through a session asks for none in vain. */
const PAUSE = 300;

/** The rules that fired, evaluated anew by the gateway. That it could not be found out is told as such. */
export function RulesThatFired({ id }: { id: string }): Markup {
  const isLookedAt = usePause();
  const { data, error, reload } = useApi<RulesFired>(
    isLookedAt ? `/api/activity/${encodeURIComponent(id)}/rules` : undefined,
  );
  return html`<section class="stack" aria-label="Rules that fired">
    <h3>Rules that fired</h3>
    ${data ? describe(data) : error ? Failure(error, reload) : Bones(2)}
  </section>`;
}

function describe({ state, detail, fired = [], silent = [] }: RulesFired): Content {
  if (state === 'failed')
    return Notice('warn', `Which rules fired cannot be said: ${detail ?? 'unknown'}.`);
  if (state === 'not-asked') return html`<p class="muted">${detail}</p>`;
  return html`${
    fired.length === 0
      ? html`<p class="muted">No rule spoke: the policy decided without one.</p>`
      : html`<ul class="stack fired">${fired.map((rule) => html`<li key=${rule.rule}>${Rule(rule)}</li>`)}</ul>`
  }
  ${silent.length > 0 && html`<details><summary class="small">Said nothing <span class="number">${silent.length}</span></summary><p class="small muted">${silent.join(', ')}</p></details>`}`;
}

function Rule({ rule, said, title, description, at }: FiredRule): Markup {
  return html`<div class="row"><strong>${title ?? rule}</strong>${said.map(({ action, reasons }, index) => html`<span key=${index} class="badge">${[action, ...reasons].filter(Boolean).join(' · ')}</span>`)}</div>
    ${description !== undefined && html`<p class="small muted">${description}</p>`}
    <p class="small">${at.map(({ file, line }, index) => html`<code key=${index} class="muted">${file}${line !== undefined && `:${line}`}</code> `)}</p>`;
}

function usePause(): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setOver(true), PAUSE);
    return () => window.clearTimeout(timer);
  }, []);
  return isOver;
}
