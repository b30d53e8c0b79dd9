import { useEffect } from 'preact/hooks';
import { useNow } from './time.ts';
import { useApi, type Loaded } from './use-api.ts';

/** How often it is asked again, in milliseconds. */
const AGAIN = 5000;

/** Asks the API, and again every few seconds while the page is seen; with the time of the last turn. */
export function useFresh<T>(path: string): Loaded<T> & { now: number } {
  const loaded = useApi<T>(path);
  const now = useNow(AGAIN);
  useEffect(() => {
    if (loaded.data && !document.hidden) loaded.reload();
  }, [now]);
  return { ...loaded, now };
}
