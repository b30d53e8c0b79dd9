/** The command by which a holder of the policy key rolls a channel back. */
import type { Gateway } from '../exchange.ts';
import type { Channel } from './channel.ts';

/** For a POSIX shell, with what the page cannot know left open. */
export function rollbackCommand(
  { snapshot }: Pick<Gateway, 'snapshot'>,
  { server, name }: Channel,
  revision: string,
): string {
  const { scope } = snapshot.config.policy.trust ?? {};
  const words = ['--server', server, '--channel', name, '--to', revision];
  // The command takes the channel's name for the scope.
  if (scope !== undefined && scope !== name) words.push('--scope', scope);
  return `regent bundle rollback ${words.map(quote).join(' ')} --key … --key-id … --algorithm …`;
}

/** A revision is any text: whoever copies the command must run nothing else. */
function quote(word: string): string {
  return /^[\w./:@+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
