import { useEffect, useState } from 'preact/hooks';
import { html, type Markup } from '../lib/html.ts';
import { Icon } from '../parts/icon.ts';
import { FILTERS, type FilterName, type Filters } from './filters.ts';

const ACTIONS = ['allow', 'mask', 'approve', 'deny'];
const STATES = ['open', 'done', 'refused', 'interrupted'];
const SPANS: [text: string, hours: number][] = [
  ['Last hour', 1],
  ['Last 24 hours', 24],
  ['Last 7 days', 168],
];

/** What is shown. The address has it all, so that what somebody found can be sent to others. */
export function ActivityFilters({
  filters,
  change,
}: {
  filters: Filters;
  change: (next: Filters) => void;
}): Markup {
  const set = (name: FilterName, value: string): void => {
    const { [name]: _, ...others } = filters;
    change(value === '' ? others : { ...others, [name]: value });
  };
  return html`<form class="filters" role="search" aria-label="Requests" onSubmit=${(event: Event) => event.preventDefault()}>
    <div class="filters-line">
      <${Text} id="search" label="Path" name="path" placeholder="Path or query  ( / )" filters=${filters} set=${set} wide=${true} />
      <${Text} label="Identity" name="identity" placeholder="Identity" filters=${filters} set=${set} />
      <${Text} label="Connection" name="connection" placeholder="Connection" filters=${filters} set=${set} />
      <${Text} label="Reason or error code" name="reason" placeholder="Reason" filters=${filters} set=${set} />
      ${Choice('Action', 'action', ACTIONS, filters, set)} ${Choice('State', 'state', STATES, filters, set)}
      ${Span(filters, change)}
    </div>
    <details class="subject" open=${filters.subject !== undefined}>
      <summary class="small">Whose data: search by data subject</summary>
      <div class="filters-line">
        <${Text} label="Kind of subject" name="subject_type" placeholder="Kind, such as customer" filters=${filters} set=${set} />
        <${Text} label="Subject, exactly" name="subject" placeholder="Subject, exactly" filters=${filters} set=${set} />
      </div>
    </details>
    ${Chips(filters, set, () => change({}))}
  </form>`;
}

interface TextProperties {
  id?: string;
  label: string;
  name: FilterName;
  placeholder: string;
  filters: Filters;
  set: (name: FilterName, value: string) => void;
  wide?: boolean;
}

/** Searches once somebody has stopped typing for a moment, or leaves the field. */
function Text({ id, label, name, placeholder, filters, set, wide }: TextProperties): Markup {
  const given = filters[name] ?? '';
  const [text, setText] = useState(given);
  useEffect(() => setText(given), [given]);
  useEffect(() => {
    if (text === given) return undefined;
    const timer = window.setTimeout(() => set(name, text.trim()), 400);
    return () => window.clearTimeout(timer);
  }, [text]);
  return html`<input id=${id} class=${wide ? 'input wide' : 'input'} type="search" aria-label=${label} placeholder=${placeholder} autocomplete="off" spellcheck=${false} value=${text} onInput=${(event: Event) => setText((event.target as HTMLInputElement).value)} />`;
}

function Choice(
  label: string,
  name: FilterName,
  values: string[],
  filters: Filters,
  set: TextProperties['set'],
): Markup {
  return html`<select class="input" aria-label=${label} value=${filters[name] ?? ''} onChange=${(event: Event) => set(name, (event.target as HTMLSelectElement).value)}>
    <option value="">${label}: any</option>
    ${values.map((value) => html`<option key=${value} value=${value}>${label}: ${value}</option>`)}
  </select>`;
}

function Span(filters: Filters, change: (next: Filters) => void): Markup {
  const choose = (event: Event): void => {
    const hours = Number((event.target as HTMLSelectElement).value);
    const { from: _from, to: _to, ...others } = filters;
    change(
      hours === 0
        ? others
        : { ...others, from: new Date(Date.now() - hours * 3_600_000).toISOString() },
    );
  };
  const chosen = filters.from === undefined && filters.to === undefined ? '0' : 'own';
  return html`<select class="input" aria-label="Time" value=${chosen} onChange=${choose}>
    <option value="0">Time: any</option>
    ${chosen === 'own' && html`<option value="own" disabled>Time: as below</option>`}
    ${SPANS.map(([text, hours]) => html`<option key=${hours} value=${hours}>${text}</option>`)}
  </select>`;
}

function Chips(filters: Filters, set: TextProperties['set'], clear: () => void): Markup | null {
  const active = FILTERS.filter((name) => filters[name] !== undefined);
  if (active.length === 0) return null;
  return html`<ul class="row chips" aria-label="Filters in use">
    ${active.map(
      (name) =>
        html`<li key=${name}><button type="button" class="chip" onClick=${() => set(name, '')}><span class="muted">${name.replace('_', ' ')}</span> <span class="cut">${filters[name]}</span>${Icon('cross')}<span class="hidden">Remove</span></button></li>`,
    )}
    <li><button type="button" class="button quiet" onClick=${clear}>Clear all</button></li>
  </ul>`;
}
