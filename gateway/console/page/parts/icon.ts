import { html, type Markup } from '../lib/html.ts';

const PATHS = {
  inbox: 'M3 10h3.2l1 2h5.6l1-2H17M3 10v5.5h14V10M3 10l2.2-5.5h9.6L17 10',
  activity: 'M2.5 10.5H6l2.2-6 3.6 11 2.2-5h3.5',
  sessions: 'M10 5.5V10l3 2M17 10a7 7 0 1 1-2-4.9M17 3v3.2h-3.2',
  policies:
    'M10 2.5l6 2.2v4.6c0 3.8-2.5 6.7-6 8.2-3.5-1.5-6-4.4-6-8.2V4.7zM7.4 9.8l1.9 1.9 3.4-3.6',
  health: 'M10 16.5S3 12.6 3 7.9A3.7 3.7 0 0 1 10 6a3.7 3.7 0 0 1 7 1.9c0 4.7-7 8.6-7 8.6z',
  settings: 'M4 6h7M15 6h1M4 14h1M9 14h7M13 4.2v3.6M7 12.2v3.6',
  light:
    'M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1 1M14.7 14.7l1 1M4.3 15.7l1-1M14.7 5.3l1-1',
  dark: 'M16 11.6A6.5 6.5 0 0 1 8.4 4 6.5 6.5 0 1 0 16 11.6z',
  auto: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14z',
  leave: 'M8 4H4.5v12H8M12 6.5l3.5 3.5-3.5 3.5M15.5 10H8',
  back: 'M12 5l-5 5 5 5',
  next: 'M8 5l5 5-5 5',
  check: 'M4.5 10.5l3.7 3.7 7.3-8',
  cross: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  key: 'M12.7 11.3a3.8 3.8 0 1 0-3.9-3.9c0 .5.1 1 .3 1.5L3.5 14.500V16.500H6v-1.700h1.700v-1.700l1.400-1.400',
  warn: 'M10 3.500l7 12.500H3zM10 8.500v3.500M10 13.900v.200',
  info: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM10 9.200v4M10 6.600v.200',
  lock: 'M5 9.500h10v7H5zM7 9.500V7a3 3 0 0 1 6 0v2.500',
  search: 'M9 3.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11zM13 13l3.500 3.500',
  play: 'M6.500 4.500l9 5.500-9 5.500z',
  pause: 'M7 4.500v11M13 4.500v11',
  undo: 'M4 8h8a4 4 0 1 1 0 8H8M4 8l3-3M4 8l3 3',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawn sign. It says nothing that the text beside it does not say, so that it is left out for who listens. */
export function Icon(name: IconName): Markup {
  return html`<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}
