import { useEffect, useState } from 'preact/hooks';

const CHANGED = 'regent:navigated';
const VIEWS = /^\/(inbox|activity|sessions|policies|health|settings|sign-in)?(\/|$|\?)/;

/** Goes to another view, or to the same one with other filters (`replace`). */
export function go(to: string, replace = false): void {
  window.history[replace ? 'replaceState' : 'pushState'](null, '', to);
  window.dispatchEvent(new Event(CHANGED));
}

/** Where the page is now. */
export function usePlace(): { path: string; query: URLSearchParams } {
  const read = (): string => window.location.pathname + window.location.search;
  const [place, setPlace] = useState(read);
  useEffect(() => {
    const update = (): void => setPlace(read());
    window.addEventListener(CHANGED, update);
    window.addEventListener('popstate', update);
    return () => {
      window.removeEventListener(CHANGED, update);
      window.removeEventListener('popstate', update);
    };
  }, []);
  const [path = '/', query = ''] = place.split('?');
  return { path, query: new URLSearchParams(query) };
}

/** Follows links between views without loading the document anew. */
export function followLinks(event: MouseEvent): void {
  const link = (event.target as Element).closest?.('a[href]');
  const href = link?.getAttribute('href');
  if (href == null || !VIEWS.test(href) || link?.hasAttribute('target')) return;
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(href);
}

/** A path below a view, of an id from the API. */
export function pathTo(view: string, id: string): string {
  return `/${view}/${encodeURIComponent(id)}`;
}

/** The id in such a path. */
export function idIn(path: string): string | undefined {
  const part = path.split('/')[2];
  if (part === undefined || part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
