import { lazy, Suspense, useEffect } from 'react';
import { InboxScreen } from '../features/inbox/inbox-screen.tsx';
import { patiently } from './patiently.ts';
import { whenIdle } from './when-idle.ts';

const loadSettings = () => import('../features/settings/settings-screen.tsx');
const loadSearch = () => import('../features/search/search-screen.tsx');
const loadOutbox = () => import('../features/outbox/outbox-screen.tsx');

const SettingsScreen = lazy(async () => ({
  default: (await patiently(loadSettings)).SettingsScreen,
}));
const SearchScreen = lazy(async () => ({ default: (await patiently(loadSearch)).SearchScreen }));
const OutboxScreen = lazy(async () => ({ default: (await patiently(loadOutbox)).OutboxScreen }));

/** What one needs most when there is no network is fetched while there is one, when the page has nothing better to do. */
function useOfflineScreens(): void {
  useEffect(() => whenIdle(() => void Promise.allSettled([loadOutbox(), loadSearch()])), []);
}

/** The screen of an address. Anything that is not known is the inbox. */
export function Screen({ address }: { address: string }) {
  useOfflineScreens();
  return (
    <Suspense fallback={<div className="flex-1 bg-panel" />}>
      <Chosen address={address} />
    </Suspense>
  );
}

function Chosen({ address }: { address: string }) {
  if (address.startsWith('/settings')) return <SettingsScreen address={address} />;
  if (address.startsWith('/search')) return <SearchScreen address={address} />;
  if (address.startsWith('/outbox')) return <OutboxScreen />;
  return <InboxScreen address={address} />;
}
