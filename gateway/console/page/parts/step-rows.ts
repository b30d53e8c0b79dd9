/** Moves the focus to the next row of a list, or to the one before. */
export function stepRows(root: HTMLElement | null, by: 1 | -1): void {
  const links = [...(root?.querySelectorAll<HTMLElement>('a.row-link') ?? [])];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + by));
  links[next]?.focus();
}
