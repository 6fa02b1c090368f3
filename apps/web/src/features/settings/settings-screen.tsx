'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import clsx from 'clsx';
import { ChevronLeft } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useMe } from '../../replica/hooks.ts';
import { allowed } from '../../replica/workspace.ts';
import { AppLink } from '../../shell/app-link.tsx';
import { NotAllowed } from './parts/not-allowed.tsx';
import { subAddress } from './parts/url-query.ts';
import { PAGE_GROUPS, PAGES, roleFor } from './settings-pages.ts';
import type { SettingsPage } from './settings-pages.ts';

/** What only the server has is asked for when a page opens, and again when one comes back to it. */
const newQueryClient = () =>
  new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 10_000 } } });

export function SettingsScreen({ address }: { address: string }) {
  const me = useMe();
  const [client] = useState(newQueryClient);
  const may = (page: SettingsPage) => page.permission === undefined || allowed(me, page.permission);
  const asked = address.split('?')[0]?.split('/')[2];
  const page = PAGES.find((one) => one.id === asked);
  const shown = page ?? PAGES.find(may);
  return (
    <QueryClientProvider client={client}>
      <div className="flex min-h-0 min-w-0 flex-1">
        <PageList may={may} shownId={shown?.id ?? ''} alone={page === undefined} />
        <main
          aria-label="Settings page"
          className={clsx(
            'min-w-0 flex-1 overflow-y-auto bg-panel',
            page === undefined && 'max-md:hidden',
          )}
        >
          <div
            className={clsx(
              'mx-auto px-6 py-6 max-md:px-4 max-md:py-3',
              shown?.wide === true ? 'max-w-6xl' : 'max-w-3xl',
            )}
          >
            {subAddress(address) === '' ? (
              <AppLink
                href="/settings"
                className="mb-2 inline-flex h-11 items-center gap-1 text-ink-2 md:hidden"
              >
                <ChevronLeft size={18} aria-hidden="true" /> Settings
              </AppLink>
            ) : null}
            {shown === undefined ? null : may(shown) ? (
              <Suspense>
                <shown.screen key={shown.id} address={address} />
              </Suspense>
            ) : (
              <NotAllowed page={shown.name} least={roleFor(shown)} />
            )}
          </div>
        </main>
      </div>
    </QueryClientProvider>
  );
}

type ListProps = {
  may: (page: SettingsPage) => boolean;
  shownId: string;
  /** No page is asked for: on a phone the list has the screen to itself. */
  alone: boolean;
};

function PageList({ may, shownId, alone }: ListProps) {
  return (
    <nav
      aria-label="Settings"
      className={clsx(
        'w-52 shrink-0 overflow-y-auto border-r bg-sunken p-2 max-md:w-full max-md:border-r-0',
        !alone && 'max-md:hidden',
      )}
    >
      <h1 className="px-2 py-2.5 text-sm font-semibold max-md:text-xl">Settings</h1>
      {PAGE_GROUPS.map(({ name, pages }) => (
        <section key={name} aria-label={name} className="mb-3">
          <h2 className="px-2 py-1 text-xs font-medium text-ink-3">{name}</h2>
          <ul className="flex flex-col gap-px">
            {pages.filter(may).map((page) => (
              <li key={page.id}>
                <PageLink page={page} current={page.id === shownId} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function PageLink({ page, current }: { page: SettingsPage; current: boolean }) {
  const { id, name, icon: Icon } = page;
  return (
    <AppLink
      href={`/settings/${id}`}
      aria-current={current ? 'page' : undefined}
      className={clsx(
        'flex h-8 items-center gap-2 rounded-md px-2 max-md:h-12',
        current
          ? 'bg-panel font-medium md:shadow-[0_0_0_1px_var(--line-strong)]'
          : 'text-ink-2 hover:bg-hover hover:text-ink',
      )}
    >
      <Icon size={16} aria-hidden="true" />
      {name}
    </AppLink>
  );
}
