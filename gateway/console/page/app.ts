import { useEffect, useRef, useState } from 'preact/hooks';
import { Activity } from './activity/activity.ts';
import { ActivityRequest } from './activity/activity-request.ts';
import { Approval } from './inbox/approval.ts';
import { Inbox } from './inbox/inbox.ts';
import { useApprovals } from './inbox/use-approvals.ts';
import { Health } from './health/health.ts';
import { setCredentials } from './lib/api.ts';
import { h, html, type Markup } from './lib/html.ts';
import { useKeys } from './lib/keys.ts';
import { followLinks, go, idIn, usePlace } from './lib/router.ts';
import { SessionContext, type Session } from './lib/session.ts';
import { useApi } from './lib/use-api.ts';
import { Empty, Failure } from './parts/states.ts';
import { PageHead } from './parts/page-head.ts';
import { Shell } from './parts/shell.ts';
import { Shortcuts } from './parts/shortcuts.ts';
import { Policies } from './policies/policies.ts';
import { Replay } from './sessions/replay.ts';
import { Sessions } from './sessions/sessions.ts';
import { Settings } from './settings/settings.ts';
import { SignIn } from './sign-in/sign-in.ts';

/** The page: who is there, and what the address names. */
export function App(): Markup {
  const session = useApi<Session>('/api/session');
  useEffect(() => {
    document.addEventListener('click', followLinks);
    return () => document.removeEventListener('click', followLinks);
  }, []);
  setCredentials(session.data?.csrf, session.reload);
  return html`${content(session.data)}
    ${!session.data && session.error && Failure(session.error, session.reload)}
    <div id="announcer" class="hidden" aria-live="polite"></div>`;
}

function content(session: Session | undefined): Markup | undefined {
  if (!session) return undefined;
  if (!session.person) return h(SignIn, { ways: session.ways });
  return h(SessionContext.Provider, { value: session }, h(SignedIn, {}));
}

function SignedIn(): Markup {
  const { path } = usePlace();
  const approvals = useApprovals();
  const [help, setHelp] = useState(false);
  useFocusOnHeading(path);
  useEffect(() => {
    if (path === '/' || path === '/sign-in') go('/inbox', true);
  }, [path]);
  useKeys({
    '?': () => setHelp(true),
    'g i': () => go('/inbox'),
    'g a': () => go('/activity'),
    'g s': () => go('/sessions'),
    'g p': () => go('/policies'),
    'g h': () => go('/health'),
  });
  const waiting =
    approvals.list.data?.approvals.filter(({ may }) => may?.decide === true).length ?? 0;
  return html`${h(Shell, { path, waiting }, view(path, approvals))}
    ${help && h(Shortcuts, { close: () => setHelp(false) })}`;
}

function view(path: string, approvals: ReturnType<typeof useApprovals>): Markup {
  const [, name] = path.split('/');
  const id = idIn(path);
  switch (name) {
    case 'inbox':
      return id === undefined ? h(Inbox, approvals) : h(Approval, { id, key: id, ...approvals });
    case 'activity':
      return id === undefined ? h(Activity, {}) : h(ActivityRequest, { id, key: id });
    case 'sessions':
      return id === undefined ? h(Sessions, {}) : h(Replay, { id, key: id });
    case 'policies':
      return h(Policies, {});
    case 'health':
      return h(Health, {});
    case 'settings':
      return h(Settings, {});
    default:
      return html`${h(PageHead, { title: 'Nothing here' })}${Empty('search', 'There is no such view', 'The list on the left has all of them.')}`;
  }
}

/** Whoever comes to a view by the keyboard or by listening begins at its heading. */
function useFocusOnHeading(path: string): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    window.scrollTo(0, 0);
    document.querySelector<HTMLElement>('h1')?.focus();
  }, [path]);
}
