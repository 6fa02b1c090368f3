'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import clsx from 'clsx';
import {
  Building2,
  ChevronLeft,
  Inbox,
  KeyRound,
  MessageSquareText,
  Tag,
  User,
  Users,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import { Suspense, lazy, useState } from 'react';
import { useMe } from '../../replica/hooks.ts';
import { allowed } from '../../replica/workspace.ts';
import { AppLink } from '../../shell/app-link.tsx';
import { AccountPage } from './account-page.tsx';
import { ApiKeysPage } from './api-keys-page.tsx';
import { InboxesPage } from './inboxes-page.tsx';
import { SavedRepliesPage } from './saved-replies-page.tsx';
import { TagsPage } from './tags-page.tsx';
import { TeamPage } from './team-page.tsx';

const SingleSignOnPage = lazy(async () => ({
  default: (await import('./single-sign-on-page.tsx')).SingleSignOnPage,
}));

type Page = {
  readonly id: string;
  readonly name: string;
  readonly icon: LucideIcon;
  readonly screen: ComponentType;
  readonly permission?: Parameters<typeof allowed>[1];
};

const PAGES: readonly Page[] = [
  { id: 'account', name: 'My account', icon: User, screen: AccountPage },
  { id: 'inboxes', name: 'Inboxes', icon: Inbox, screen: InboxesPage },
  { id: 'team', name: 'Team', icon: Users, screen: TeamPage },
  { id: 'replies', name: 'Saved replies', icon: MessageSquareText, screen: SavedRepliesPage },
  { id: 'tags', name: 'Tags', icon: Tag, screen: TagsPage },
  {
    id: 'api-keys',
    name: 'API keys',
    icon: KeyRound,
    screen: ApiKeysPage,
    permission: 'apiKey.write',
  },
  {
    id: 'single-sign-on',
    name: 'Single sign-on',
    icon: Building2,
    screen: SingleSignOnPage,
    permission: 'organization.write',
  },
];

/** What only the server has is asked for when a page opens, and again when one comes back to it. */
const newQueryClient = () =>
  new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 10_000 } } });

export function SettingsScreen({ address }: { address: string }) {
  const me = useMe();
  const [client] = useState(newQueryClient);
  const pages = PAGES.filter(
    (page) => page.permission === undefined || allowed(me, page.permission),
  );
  const asked = address.split('?')[0]?.split('/')[2];
  const page = pages.find((one) => one.id === asked);
  const shown = page ?? pages[0];
  return (
    <QueryClientProvider client={client}>
      <div className="flex min-h-0 min-w-0 flex-1">
        <PageList pages={pages} shownId={shown?.id ?? ''} alone={page === undefined} />
        <main
          aria-label="Settings page"
          className={clsx(
            'min-w-0 flex-1 overflow-y-auto bg-panel',
            page === undefined && 'max-md:hidden',
          )}
        >
          <div className="mx-auto max-w-3xl px-6 py-6 max-md:px-4 max-md:py-3">
            <AppLink
              href="/settings"
              className="mb-2 inline-flex h-11 items-center gap-1 text-ink-2 md:hidden"
            >
              <ChevronLeft size={18} aria-hidden="true" /> Settings
            </AppLink>
            <Suspense>{shown === undefined ? null : <shown.screen key={shown.id} />}</Suspense>
          </div>
        </main>
      </div>
    </QueryClientProvider>
  );
}

type ListProps = {
  pages: readonly Page[];
  shownId: string;
  /** No page is asked for: on a phone the list has the screen to itself. */
  alone: boolean;
};

function PageList({ pages, shownId, alone }: ListProps) {
  return (
    <nav
      aria-label="Settings"
      className={clsx(
        'w-52 shrink-0 overflow-y-auto border-r bg-sunken p-2 max-md:w-full max-md:border-r-0',
        !alone && 'max-md:hidden',
      )}
    >
      <h1 className="px-2 py-2.5 text-sm font-semibold max-md:text-xl">Settings</h1>
      <ul className="flex flex-col gap-px">
        {pages.map(({ id, name, icon: Icon }) => (
          <li key={id}>
            <AppLink
              href={`/settings/${id}`}
              aria-current={id === shownId ? 'page' : undefined}
              className={clsx(
                'flex h-8 items-center gap-2 rounded-md px-2 max-md:h-12',
                id === shownId
                  ? 'bg-panel font-medium md:shadow-[0_0_0_1px_var(--line-strong)]'
                  : 'text-ink-2 hover:bg-hover hover:text-ink',
              )}
            >
              <Icon size={16} aria-hidden="true" />
              {name}
            </AppLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
