import { lazy, Suspense } from 'react';
import { InboxScreen } from '../features/inbox/inbox-screen.tsx';

const SettingsScreen = lazy(async () => ({
  default: (await import('../features/settings/settings-screen.tsx')).SettingsScreen,
}));
const SearchScreen = lazy(async () => ({
  default: (await import('../features/search/search-screen.tsx')).SearchScreen,
}));
const OutboxScreen = lazy(async () => ({
  default: (await import('../features/outbox/outbox-screen.tsx')).OutboxScreen,
}));

/** The screen of an address. Anything that is not known is the inbox. */
export function Screen({ address }: { address: string }) {
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
