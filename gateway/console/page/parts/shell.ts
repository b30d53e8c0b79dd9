import { useState } from 'preact/hooks';
import { call } from '../lib/api.ts';
import { html, type Content, type Markup } from '../lib/html.ts';
import { useSession } from '../lib/session.ts';
import { applyTheme, readTheme, type Theme } from '../lib/theme.ts';
import { Icon, type IconName } from './icon.ts';
import { Mark } from './mark.ts';

const VIEWS: [path: string, text: string, icon: IconName][] = [
  ['/inbox', 'Inbox', 'inbox'],
  ['/activity', 'Activity', 'activity'],
  ['/sessions', 'Sessions', 'sessions'],
  ['/policies', 'Policies', 'policies'],
  ['/health', 'Health', 'health'],
];

/** What is around every view: where one can go, who one is, and how it looks. */
export function Shell({
  path,
  waiting,
  children,
}: {
  path: string;
  waiting: number;
  children?: Content;
}): Markup {
  return html`<a class="skip" href="#main">Skip to the content</a>
    <div class="shell">
      <header class="side">
        <a class="mark" href="/inbox">${Mark()}Regent</a>
        <nav class="nav" aria-label="Views">
          ${VIEWS.map(([to, text, icon]) => {
            const current = path === to || path.startsWith(`${to}/`);
            const count = to === '/inbox' && waiting > 0 ? waiting : undefined;
            return html`<a key=${to} href=${to} aria-current=${current ? 'page' : undefined}>${Icon(icon)}${text}${count && html`<span class="count number">${count}<span class="hidden"> wait for you</span></span>`}</a>`;
          })}
        </nav>
        <div class="side-foot"><${Person} /></div>
      </header>
      <main class="main" id="main" tabindex="-1">${children}</main>
    </div>`;
}

function Person(): Markup {
  const { person } = useSession();
  const name = person?.name ?? person?.subject ?? '';
  return html`<div class="who">
      <span class="face" aria-hidden="true">${name.slice(0, 2)}</span>
      <div class="cut"><strong class="small">${name}</strong><div class="muted small cut" title=${person?.issuer}>${person?.groups.join(', ')}</div></div>
    </div>
    <div class="side-tools">
      <${ThemeSwitch} />
      <a class="button quiet icon" href="/settings" aria-label="Settings" title="Settings">${Icon('settings')}</a>
      <button type="button" class="button quiet icon" aria-label="Sign out" title="Sign out" onClick=${signOut}>${Icon('leave')}</button>
    </div>`;
}

const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };
const NAMES: Record<Theme, string> = { auto: 'as the system says', light: 'light', dark: 'dark' };

function ThemeSwitch(): Markup {
  const [theme, setTheme] = useState(readTheme);
  const label = `Colours: ${NAMES[theme]}`;
  const change = (): void => {
    applyTheme(NEXT[theme]);
    setTheme(NEXT[theme]);
  };
  return html`<button type="button" class="button quiet icon" aria-label=${label} title=${label} onClick=${change}>${Icon(theme)}</button>`;
}

async function signOut(): Promise<void> {
  const answer = await call<{ url?: string }>('POST', '/api/session/logout').catch(() => ({
    url: undefined,
  }));
  window.location.assign(answer.url ?? '/sign-in');
}
