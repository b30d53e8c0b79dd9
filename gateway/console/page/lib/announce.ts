/** Tells people who listen to the page, without taking them from where they are. */
export function announce(text: string): void {
  const region = document.querySelector('#announcer');
  if (region) region.textContent = text;
}
