import { h, html, type Markup } from '../lib/html.ts';
import { Dialog } from './dialog.ts';

const KEYS: [keys: string[], does: string][] = [
  [['g', 'i'], 'Inbox'],
  [['g', 'a'], 'Activity'],
  [['g', 's'], 'Sessions'],
  [['g', 'p'], 'Policies'],
  [['g', 'h'], 'Health'],
  [['j', 'k'], 'Next or previous in a list, or in a replay'],
  [['Enter'], 'Open what is chosen'],
  [['a', 'd'], 'In an approval: to its buttons, approve or deny'],
  [['u'], 'Back to the list'],
  [['/'], 'In activity: search'],
  [['Space'], 'In a replay: play or pause'],
  [['?'], 'This list'],
];

/** What keys do. */
export function Shortcuts({ close }: { close: () => void }): Markup {
  return h(
    Dialog,
    { title: 'Keyboard', close },
    html`<dl class="keys">
        ${KEYS.map(([keys, does]) => html`<dt key=${does}>${keys.map((key) => html`<kbd key=${key}>${key}</kbd> `)}</dt><dd>${does}</dd>`)}
      </dl>
      <form method="dialog" class="dialog-foot"><button class="button">Close</button></form>`,
  );
}
