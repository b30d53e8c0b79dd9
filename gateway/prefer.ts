/**
 * Takes `respond-async` and `wait` out of a request's `Prefer` (RFC 7240 sections 4.1 and 4.3): where
 * the gateway asks a person they are for the gateway, and a repeat without them is the same request.
 * A `wait` that stands beside is the gateway's own time to hold.
 */
export function takePreference(headers: Record<string, string>): {
  respondAsync: boolean;
  headers: Record<string, string>;
} {
  const { prefer, ...others } = headers;
  if (prefer === undefined) return { respondAsync: false, headers };
  const preferences = prefer.split(',').map((preference) => preference.trim());
  const isOurs = (preference: string): boolean =>
    /^(respond-async|wait)(?=$|[\s;=])/i.test(preference);
  const kept = preferences.filter((preference) => preference !== '' && !isOurs(preference));
  const respondAsync = preferences.some((preference) =>
    /^respond-async(?=$|[\s;])/i.test(preference),
  );
  return {
    respondAsync,
    headers: kept.length === 0 ? others : { ...others, prefer: kept.join(', ') },
  };
}
