/** What a child of the benchmark says to it. */
export type ChildMessage =
  | { url: string; adminUrl?: string; token?: string }
  | { cpu: NodeJS.CpuUsage }
  /** Bytes, after a collection of garbage. */
  | { rss: number };

/** What the benchmark asks a child for. */
export type Question = 'cpu' | 'rss';

/** Tells the benchmark where this server listens, and afterwards what it asks for. */
export function report(where: { url: string; adminUrl?: string; token?: string }): void {
  const { url, adminUrl, token } = where;
  const told = {
    url,
    ...(adminUrl !== undefined && { adminUrl }),
    ...(token !== undefined && { token }),
  };
  process.send?.(told satisfies ChildMessage);
  process.on('message', (question: Question) => process.send?.(answer(question)));
  process.on('disconnect', () => process.exit());
}

function answer(question: Question): ChildMessage {
  if (question === 'cpu') return { cpu: process.cpuUsage() };
  // So that V8 gives back what it only keeps for later: how much that is follows the load, not the reloads.
  (globalThis as { gc?: (how: object) => void }).gc?.({ type: 'major', flavor: 'last-resort' });
  return { rss: process.memoryUsage.rss() };
}
