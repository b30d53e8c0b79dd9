import { useEffect, useRef } from 'preact/hooks';

/** What keys do, by the key's name (`KeyboardEvent.key`); two that follow each other stand with a space between. */
export type KeyMap = Record<string, () => void>;

/** How long after a first key its second one may come, in milliseconds. */
const PAUSE = 1000;

/** Lets keys act while nobody types and no dialog is open. */
export function useKeys(keys: KeyMap): void {
  const known = useRef(keys);
  known.current = keys;
  useEffect(() => {
    let first = { key: '', at: 0 };
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
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

function isTyping(target: EventTarget | null): boolean {
  const tag = (target as HTMLElement | null)?.tagName;
  return tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT';
}
