import { html, type Content, type Markup } from '../lib/html.ts';
import { formatTime } from '../lib/time.ts';
import type { Timeline, TimelineBucket } from './types.ts';

const KINDS = ['allow', 'mask', 'approve', 'deny', 'refused'] as const;
type Kind = (typeof KINDS)[number];
const HEIGHT = 100;
const BAR = 10;
const GAP = 2;

/** How many requests there were over time, and what was said to them. A bar that is clicked becomes the span of time that is shown. */
export function TimelineChart(
  { from, to, buckets }: Timeline,
  choose: (from: string, to: string) => void,
): Markup {
  const most = Math.max(1, ...buckets.map(total));
  const sums = KINDS.map(
    (kind) => [kind, buckets.reduce((sum, bucket) => sum + bucket[kind], 0)] as const,
  );
  const said = sums.filter(([, sum]) => sum > 0).map(([kind, sum]) => `${sum} ${kind}`);
  const label = `Requests from ${formatTime(from)} to ${formatTime(to)}: ${said.join(', ') || 'none'}; at most ${most} in one bar`;
  const ends = [...buckets.slice(1).map(({ at }) => at), to];
  return html`<figure class="timeline">
    <figcaption class="row between">
      <ul class="row legend">${sums.map(([kind, sum]) => html`<li key=${kind}><i class=${`swatch ${kind}`}></i>${kind} <span class="number">${sum}</span></li>`)}</ul>
      <span class="muted small number">most: ${most}</span>
    </figcaption>
    <svg viewBox=${`0 0 ${buckets.length * BAR} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${label}>
      ${buckets.map(
        (
          bucket,
          index,
        ) => html`<g key=${bucket.at} class="bar" onClick=${() => choose(bucket.at, ends[index]!)}>
          <title>${`${formatTime(bucket.at)}: ${total(bucket)}`}</title>
          <rect class="hit" x=${index * BAR} y="0" width=${BAR} height=${HEIGHT} />${stack(bucket, index, most)}
        </g>`,
      )}
    </svg>
    <div class="row between muted small"><time datetime=${from}>${formatTime(from)}</time><time datetime=${to}>${formatTime(to)}</time></div>
  </figure>`;
}

function stack(bucket: TimelineBucket, index: number, most: number): Content {
  let top = HEIGHT;
  return KINDS.filter((kind) => bucket[kind] > 0).map((kind: Kind) => {
    const height = (bucket[kind] / most) * HEIGHT;
    top -= height;
    return html`<rect key=${kind} class=${`swatch ${kind}`} x=${index * BAR + GAP / 2} y=${top} width=${BAR - GAP} height=${height} />`;
  });
}

function total(bucket: TimelineBucket): number {
  return KINDS.reduce((sum, kind) => sum + bucket[kind], 0);
}
