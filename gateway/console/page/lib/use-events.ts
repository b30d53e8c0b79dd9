import { useEffect, useRef, useState } from 'preact/hooks';

/** Whether changes are seen as they happen. */
export type Live = 'connecting' | 'live' | 'off';

/** How long after the gateway refused it is tried again, in milliseconds. */
const RETRY = 5000;

/**
 * Follows server-sent events and gives the data of each of these names to `onEvent`. What was missed
 * while it was not connected is not sent again: `onOpen` is for asking anew.
 */
export function useEvents(
  path: string | undefined,
  names: readonly string[],
  onEvent: (name: string, data: unknown) => void,
  onOpen?: () => void,
): Live {
  const [live, setLive] = useState<Live>('connecting');
  const handler = useRef({ onEvent, onOpen });
  handler.current = { onEvent, onOpen };
  const known = names.join(' ');
  useEffect(() => {
    if (path === undefined) return undefined;
    let source: EventSource;
    let retry: number | undefined;
    const connect = (): void => {
      source = new EventSource(path);
      source.addEventListener('open', () => {
        setLive('live');
        handler.current.onOpen?.();
      });
      source.addEventListener('error', () => {
        setLive('off');
        // After a refusal the browser does not try again by itself.
        if (source.readyState === EventSource.CLOSED) retry = window.setTimeout(connect, RETRY);
      });
      for (const name of known.split(' ')) {
        source.addEventListener(name, (event) => {
          handler.current.onEvent(name, JSON.parse((event as MessageEvent<string>).data));
        });
      }
    };
    connect();
    return () => {
      source.close();
      window.clearTimeout(retry);
    };
  }, [path, known]);
  return live;
}
