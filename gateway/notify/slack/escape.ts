/** Text for a `mrkdwn` object or a message's `text`: what begins a mention, a link or an entity is only text then. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
