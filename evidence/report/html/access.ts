/** Each request that was forwarded, with all that is known of it. */
import type { Access, BodyShown, Report } from '../model.ts';
import { CLOSED, describePerson, describeProbe, describeRest } from '../words.ts';
import { lines, markup, type Markup } from './markup.ts';
import { more, none } from './parts.ts';

/** One article a request. */
export function renderAccesses({ accesses, counts }: Report): Markup {
  if (counts.accesses === 0) return none('No request was forwarded.');
  return markup`${accesses.map(renderAccess)}${more(counts.accesses, accesses.length)}`;
}

function renderAccess(access: Access): Markup {
  const { masks, approvals, probes, subjects, request, response, closed, error, status } = access;
  const isLong = [request, response].some((body) => (body?.text?.length ?? 0) > 600);
  return markup`<article class="${isLong ? 'long' : ''}" aria-labelledby="e${String(access.seq)}">
    <header>
      <h3 id="e${String(access.seq)}"><span class="mono">${access.method} <bdi>${access.target ?? (closed === 'erased' ? '(erased)' : '(no key)')}</bdi></span></h3>
      <div class="when">
        <span>${access.time}</span><span>entry ${access.seq}</span>
        <span class="tag ${access.action === 'approve' ? 'warn' : ''}">${access.action}</span>
        ${status === undefined ? markup`<span class="tag warn">no outcome yet</span>` : markup`<span class="tag ${error === undefined && status < 400 ? 'ok' : 'bad'}">${error ?? `answered ${String(status)}`}</span>`}
        ${closed === undefined ? undefined : markup`<span class="tag bad">${closed === 'erased' ? 'erased' : 'no key'}</span>`}
      </div>
    </header>
    <dl>
      ${fact('Who', markup`<bdi>${describePerson(access.who)}</bdi>`)}
      ${fact('Service', access.connection)}
      ${fact('Purpose', access.purpose ?? 'none named')}
      ${fact('Legal basis', access.legalBasis ?? 'none named')}
      ${fact('Decided by', markup`${access.reasons.join(', ')}<br /><span class="note">policy ${access.revision}, <code>${access.bundle}</code></span>`)}
      ${approvals.length === 0 ? undefined : fact('Approval', markup`<ul>${approvals.map(({ time, step, by, reason }) => markup`<li>${step} ${time}${by === undefined ? undefined : markup` by <bdi>${by}</bdi>`}${reason === undefined ? undefined : markup`: <bdi>${reason}</bdi>`}</li>`)}</ul>`)}
      ${probes.length === 0 ? undefined : fact('Looked at', markup`<ul>${probes.map((probe) => markup`<li><bdi>${describeProbe(probe)}</bdi>, for ${probe.for}, ${probe.time}</li>`)}</ul>`)}
      ${masks.length === 0 ? undefined : fact('Masked', markup`<ul>${masks.map(({ what, method, count }) => markup`<li><code>${what}</code>: ${method}, ${count} ${count === 1 ? 'value' : 'values'}</li>`)}</ul>`)}
      ${subjects.length === 0 ? undefined : fact('Data subjects', markup`<bdi>${subjects.map(({ type, value }) => `${type} ${value}`).join(', ')}</bdi>`)}
      ${request === undefined ? undefined : fact('Sent', renderBody(request))}
      ${response === undefined ? undefined : fact('Delivered', renderBody(response))}
      ${closed === undefined ? undefined : fact('Content', CLOSED[closed])}
      ${fact('Decision id', markup`<code>${access.id}</code>`)}
    </dl>
  </article>`;
}

function renderBody(body: BodyShown): Markup {
  const rest = describeRest(body);
  const text =
    body.text === undefined || body.text === ''
      ? undefined
      : markup`<pre dir="ltr">${lines(body.text)}</pre>`;
  return markup`${text}${rest === '' ? undefined : markup`<span class="note">${rest}</span>`}`;
}

function fact(name: string, value: string | Markup): Markup {
  return markup`<dt>${name}</dt><dd>${value}</dd>`;
}
