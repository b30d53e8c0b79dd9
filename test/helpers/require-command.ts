import type { Test } from 'tap';
import { isInstalled } from '../../bench/load.ts';

/** Whether a command is there. Where it is not, the test is skipped loudly, or fails where `CI=true`. */
export function requireCommand(t: Test, command: string, remedy: string): boolean {
  if (isInstalled(command)) return true;
  const message = `${command} is not installed: ${remedy}`;
  if (process.env['CI'] === 'true') t.fail(message);
  else t.comment(message);
  return false;
}
