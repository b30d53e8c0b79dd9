import { useEffect, useRef } from 'preact/hooks';

/** What keys do, by the key's name (`KeyboardEvent.key`); two that follow each other stand with a space between. */
export type KeyMap = Record<string, () => void>;

/** How long after a first key its second one may come, in milliseconds. */
const PAUSE = 1000;

const KEPT = 'regent-keys';

/** Whether single keys act. Who speaks to their computer may not want that (WCAG 2.1.4). */
export function keysAct(): boolean {
  return window.localStorage.getItem(KEPT) !== 'off';
}

/** Keeps the choice on this device. */
export function letKeysAct(act: boolean): void {
  window.localStorage.setItem(KEPT, act ? 'on' : 'off');
}

/** Lets keys act while nobody types and no dialog is open. */
export function useKeys(keys: KeyMap): void {
  const known = useRef(keys);
  known.current = keys;
  useEffect(() => {
    let first = { key: '', at: 0 };
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      if (!keysAct() || isTaken(event) || document.querySelector('dialog[open]')) return;
      const pair = event.timeStamp - first.at < PAUSE ? `${first.key} ${event.key}` : '';
      first = { key: event.key, at: event.timeStamp };
      const act = known.current[pair] ?? known.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** Whether what has the focus wants the key itself. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  const tag = (target as HTMLElement | null)?.tagName ?? '';
  if (tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT') return true;
  return (key === ' ' || key === 'Enter') && (tag === 'BUTTON' || tag === 'SUMMARY' || tag === 'A');
}
