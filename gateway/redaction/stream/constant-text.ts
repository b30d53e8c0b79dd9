import type { Replace } from '../contract.ts';
import type { State } from './state.ts';

/** What stands instead of whatever value a constant state selects. */
export function constantText(state: State, replace: Replace): Buffer {
  return (state.constantText ??= Buffer.from(replace({ kind: 'null' }, state.choice!)));
}
