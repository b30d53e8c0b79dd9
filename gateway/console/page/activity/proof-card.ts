import { useEffect, useState } from 'preact/hooks';
import { isIncluded } from '../lib/check-proof.ts';
import { html, type Markup } from '../lib/html.ts';
import { Card } from '../parts/card.ts';
import { Code } from '../parts/code.ts';
import { Notice } from '../parts/states.ts';
import type { ActivityProof } from './types.ts';

/** That the request is in the ledger's signed tree, worked out in the browser. */
export function ProofCard({
  proof,
  reload,
}: {
  proof?: ActivityProof | undefined;
  reload?: () => void;
}): Markup {
  const [holds, setHolds] = useState<boolean>();
  useEffect(() => {
    if (!proof) return;
    const checks = proof.entries.map((entry) => isIncluded(entry, proof).catch(() => false));
    void Promise.all(checks).then((all) => setHolds(all.every(Boolean)));
  }, [proof]);
  const waits = proof?.unsigned?.length ?? 0;
  return Card(
    'Proof',
    html`<div class="stack small">
      ${!proof && html`<p class="muted">No checkpoint covers it yet.</p>`}
      ${proof && proof.entries.length > 0 && holds === true && Notice('ok', `Checked in this browser: its ${proof.entries.length} entries are in the tree of the signed checkpoint.`)}
      ${proof && holds === false && Notice('bad', 'The proof does not fit the checkpoint. Tell whoever answers for the ledger.')}
      ${waits > 0 && html`<p class="muted">${waits} newer entries are not covered yet. ${reload && html`<button type="button" class="button quiet" onClick=${reload}>Look again</button>`}</p>`}
      ${
        proof &&
        html`<ul>${proof.entries.map(({ seq, type }) => html`<li key=${seq} class="row"><span class="number muted">${seq}</span>${type}</li>`)}</ul>
        <details><summary>Checkpoint of ${proof.tree_size} entries</summary>${Code(proof.checkpoint, 'Signed checkpoint')}</details>`
      }
      <p class="muted">That the checkpoint is signed by the ledger’s key is checked by <code>regent evidence verify</code>.</p>
    </div>`,
  );
}
