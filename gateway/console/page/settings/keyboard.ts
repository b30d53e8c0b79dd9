import { useState } from 'preact/hooks';
import { html, type Markup } from '../lib/html.ts';
import { keysAct, letKeysAct } from '../lib/keys.ts';
import { Card } from '../parts/card.ts';

/** Whether single keys act. */
export function Keyboard(): Markup {
  const [act, setAct] = useState(keysAct);
  const change = (): void => {
    letKeysAct(!act);
    setAct(!act);
  };
  return Card(
    'Keyboard',
    html`<label class="row"><input type="checkbox" checked=${act} onChange=${change} /> Single keys act; <kbd>?</kbd> lists them</label>`,
  );
}
