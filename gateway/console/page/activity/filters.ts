/** The filters of activity as the address has them; the API has the same names. */
export type Filters = Partial<Record<FilterName, string>>;

export const FILTERS = [
  'path',
  'identity',
  'connection',
  'action',
  'reason',
  'state',
  'subject_type',
  'subject',
  'session',
  'approval',
  'from',
  'to',
] as const;
export type FilterName = (typeof FILTERS)[number];

/** What the chart takes no notice of: it would have to open every entry. */
const NOT_IN_CHART = new Set<string>(['path', 'subject', 'subject_type']);

/** Reads them from the address. */
export function readFilters(query: URLSearchParams): Filters {
  const known = FILTERS.map((name) => [name, query.get(name)] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== null && value !== ''));
}

/** As a query; empty where there is none. */
export function toQuery(filters: Filters, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...filters, ...more }).toString();
  return query === '' ? '' : `?${query}`;
}

/** Those that the chart can show. */
export function forChart(filters: Filters): Filters {
  return Object.fromEntries(Object.entries(filters).filter(([name]) => !NOT_IN_CHART.has(name)));
}

/** Whether the chart shows more than the list. */
export function isWider(filters: Filters): boolean {
  return Object.keys(filters).some((name) => NOT_IN_CHART.has(name));
}
