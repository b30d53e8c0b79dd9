import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, call } from './api.ts';

/** What is known of an answer. `data` stays while it is asked for again. */
export interface Loaded<T> {
  data?: T;
  error?: ApiError;
  loading: boolean;
  reload: () => void;
}

/** How long after a failure it is asked again, in milliseconds. */
const RETRY = 5000;

/** Asks the API for `path`, again when it changes; for nothing where it is undefined. */
export function useApi<T>(path: string | undefined): Loaded<T> {
  const [state, setState] = useState<{ path?: string; data?: T; error?: ApiError }>({});
  const [loading, setLoading] = useState(false);
  const [turn, setTurn] = useState(0);
  const current = useRef(path);
  current.current = path;
  useEffect(() => {
    if (path === undefined) return undefined;
    let retry: number | undefined;
    setLoading(true);
    call<T>('GET', path)
      .then((data) => current.current === path && setState({ path, data }))
      .catch((error: unknown) => {
        if (current.current !== path) return;
        const known = error instanceof ApiError ? error : new ApiError(0, 'failed', String(error));
        setState((old) => ({ ...(old.path === path && old), path, error: known }));
        if (known.status === 0 || known.status >= 500) {
          retry = window.setTimeout(() => setTurn((n) => n + 1), RETRY);
        }
      })
      .finally(() => current.current === path && setLoading(false));
    return () => window.clearTimeout(retry);
  }, [path, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const own = state.path === path ? state : {};
  return {
    ...(own.data !== undefined && { data: own.data }),
    ...(own.error && { error: own.error }),
    loading,
    reload,
  };
}
