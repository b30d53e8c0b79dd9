/** What a child of the benchmark says to it. */
export type ChildMessage = { url: string; adminUrl?: string } | { cpu: NodeJS.CpuUsage };

/** Tells the benchmark where this server listens, and afterwards, when asked, how much processor time it took. */
export function report(where: { url: string; adminUrl?: string }): void {
  process.send?.(where satisfies ChildMessage);
  process.on('message', () => {
    process.send?.({ cpu: process.cpuUsage() } satisfies ChildMessage);
  });
  process.on('disconnect', () => process.exit());
}
