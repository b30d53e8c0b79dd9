import { useEffect, useState } from 'preact/hooks';
import { html, type Markup } from '../lib/html.ts';
import { sha256Hex } from '../lib/check-proof.ts';
import { Notice } from '../parts/states.ts';

/** Works out here, in the browser, that what is shown is what is bound. */
export function BindingCheck({ bound, binding }: { bound: string; binding: string }): Markup {
  const [hash, setHash] = useState<string>();
  useEffect(() => {
    void sha256Hex(bound).then(setHash);
  }, [bound]);
  if (hash === undefined) return html`<p class="small"><code>${binding}</code></p>`;
  return hash === binding
    ? Notice(
        'ok',
        html`Checked in this browser: their SHA-256 is the binding, <code>${binding}</code>.`,
      )
    : Notice(
        'bad',
        html`Their SHA-256 is <code>${hash}</code>, which is <strong>not</strong> the binding <code>${binding}</code>. Do not approve this.`,
      );
}
