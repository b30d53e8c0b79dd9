import { html, type Content, type Markup } from '../lib/html.ts';
import { reveal } from './reveal.ts';
import { diffLines } from '../lib/diff.ts';

/** Text as it is. */
export function Code(text: string, label: string): Markup {
  return html`<pre class="code" tabindex="0" role="region" aria-label=${label}>${reveal(text)}</pre>`;
}

const TOKEN =
  /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b/g;

/** JSON text with its parts told apart by colour. It is cut into pieces of text, never made HTML. */
export function JsonCode(text: string, label: string): Markup {
  const parts: Content[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    parts.push(reveal(text.slice(end, match.index)));
    const [token, quoted, colon] = match;
    if (quoted === undefined)
      parts.push(html`<span class=${/^[tfn]/.test(token) ? 'b' : 'n'}>${token}</span>`);
    else
      parts.push(
        html`<span class=${colon === undefined ? 's' : 'k'}>${reveal(quoted)}</span>`,
        colon ?? '',
      );
    end = match.index + token.length;
  }
  parts.push(reveal(text.slice(end)));
  return html`<pre class="code" tabindex="0" role="region" aria-label=${label}>${parts}</pre>`;
}

/** A comparison, line by line; said in words for who does not see colours. */
export function DiffCode(before: string, after: string, label: string): Markup {
  const signs = { same: ' ', added: '+', gone: '−' };
  return html`<pre class="code diff" tabindex="0" role="region" aria-label=${label}>${diffLines(
    before,
    after,
  ).map(
    ({ kind, text }, index) =>
      html`<span key=${index} class=${kind}>${signs[kind]} ${reveal(text)}</span>`,
  )}</pre>`;
}
