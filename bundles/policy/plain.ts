/** Makes text that a policy's author, or a file's name, may have a hand in safe for terminals and CI logs. */

/** Control characters but the tab, and those that reorder what stands beside them. */
// oxlint-disable-next-line no-control-regex -- they are what is sought
const UNSEEN = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * One line in which nothing is unseen and which no CI takes for a command. GitHub's runner obeys a
 * line that begins with `::` after any space, and `##[` anywhere in it
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions); GitLab obeys
 * escape sequences. What is changed is shown as an escape.
 */
export function plainLine(text: string): string {
  return text
    .replace(UNSEEN, (character) => {
      if (character === '\n') return '\\n';
      if (character === '\r') return '\\r';
      return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
    })
    .replaceAll('##[', '#\\u{23}[')
    .replace(/^(\s*):(?=:)/, '$1\\u{3a}');
}

/** JSON, over several lines, that GitHub's runner takes for no command. */
export function plainJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replaceAll('##[', '#\\u0023[')}\n`;
}

/** As `plainLine` for each line of a text. */
export function plainText(text: string): string {
  return text.split('\n').map(plainLine).join('\n');
}
