import { Avatar } from '@frontdesk/ui/avatar';
import clsx from 'clsx';
import { AtSign, ConciergeBell, Inbox, Keyboard, PanelLeft, Search, Settings } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { memo } from 'react';
import { useMe } from '../replica/hooks.ts';
import { placeOf } from '../features/inbox/place.ts';
import { useCount } from '../features/inbox/use-view.ts';
import { AppLink } from './app-link.tsx';
import { navigate } from './location.ts';
import { MarkSign } from './mark-link.tsx';
import { useWindowState } from './window-state.ts';

type Target = {
  readonly address: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly root: string;
};

const TARGETS: readonly Target[] = [
  { address: '/inbox/open', label: 'Inbox', icon: Inbox, root: '/inbox' },
  { address: '/search', label: 'Search', icon: Search, root: '/search' },
];

function RailLink({
  target: { address, label, icon: Icon, root },
  here,
}: {
  target: Target;
  here: string;
}) {
  const current = here.startsWith(root);
  return (
    <AppLink
      href={address}
      aria-label={label}
      data-tip={label}
      aria-current={current ? 'page' : undefined}
      className={clsx(
        'grid size-9 place-items-center rounded-md border',
        current
          ? 'border-accent/60 bg-panel text-accent-ink'
          : 'border-transparent text-ink-2 hover:bg-hover hover:text-ink',
      )}
    >
      <Icon size={18} aria-hidden="true" />
    </AppLink>
  );
}

/** The slim column at the very left. `area`: the first part of the address. */
export const Rail = memo(function Rail({ area }: { area: string }) {
  const me = useMe();
  const open = useWindowState((state) => state.open);
  return (
    <nav
      aria-label="Areas"
      className="flex w-12 shrink-0 flex-col items-center gap-1 border-r bg-sunken py-2 max-md:hidden"
    >
      <ConciergeBell size={22} className="my-1.5 text-accent" role="img" aria-label="Frontdesk" />
      {TARGETS.map((target) => (
        <RailLink key={target.root} target={target} here={area} />
      ))}
      <span className="flex-1" />
      <MarkSign here={area === '/outbox'} />
      <button
        type="button"
        aria-label="All keys"
        data-tip="All keys"
        data-tip-key="?"
        onClick={() => open({ kind: 'help' })}
        className="grid size-9 place-items-center rounded-md text-ink-2 hover:bg-hover hover:text-ink"
      >
        <Keyboard size={18} aria-hidden="true" />
      </button>
      <RailLink
        target={{ address: '/settings', label: 'Settings', icon: Settings, root: '/settings' }}
        here={area}
      />
      <button
        type="button"
        aria-label={`Account of ${me.name}`}
        data-tip={me.name}
        onClick={(event) => open({ kind: 'account', anchor: event.currentTarget })}
        className="mt-1 grid size-9 place-items-center rounded-md hover:bg-hover"
      >
        <Avatar name={me.name} seed={me.userId} size="sm" />
      </button>
    </nav>
  );
});

const PHONE_TARGETS: readonly Target[] = [
  { address: '/inbox/open', label: 'Inbox', icon: Inbox, root: '/inbox' },
  { address: '/inbox/mentions', label: 'Mentions', icon: AtSign, root: '/inbox/mentions' },
  { address: '/search', label: 'Search', icon: Search, root: '/search' },
  { address: '/settings', label: 'Settings', icon: Settings, root: '/settings' },
];

const TAB = 'relative flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs';

/** Mentions are an area of their own here, so the inbox is every other view. */
function isAt(address: string, { root }: Target): boolean {
  if (!address.startsWith(root)) return false;
  return root !== '/inbox' || placeOf(address).view.kind !== 'mentions';
}

/** On a phone: the same places under the thumb. It gives way to the composer while a conversation is open. */
export function BottomBar({ address }: { address: string }) {
  const viewsShown = useWindowState((state) => state.viewsShown);
  const toggleViews = useWindowState((state) => state.toggleViews);
  if (address.startsWith('/inbox') && placeOf(address).conversationId !== null) return null;
  const showViews = () => {
    if (!address.startsWith('/inbox')) navigate('/inbox/open');
    toggleViews();
  };
  return (
    <nav
      aria-label="Areas"
      className="flex shrink-0 border-t bg-bg pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <button
        type="button"
        aria-pressed={viewsShown}
        onClick={showViews}
        className={clsx(TAB, viewsShown ? 'text-accent-ink' : 'text-ink-2')}
      >
        <PanelLeft size={20} aria-hidden="true" />
        Views
      </button>
      {PHONE_TARGETS.map((target) => {
        const here = !viewsShown && isAt(address, target);
        return (
          <AppLink
            key={target.root}
            href={target.address}
            aria-current={here ? 'page' : undefined}
            className={clsx(TAB, here ? 'text-accent-ink' : 'text-ink-2')}
          >
            <target.icon size={20} aria-hidden="true" />
            {target.label}
            {target.label === 'Mentions' ? <MentionCount /> : null}
          </AppLink>
        );
      })}
    </nav>
  );
}

function MentionCount() {
  const count = useCount({ kind: 'mentions' });
  if (count === 0) return null;
  return (
    <span className="tabular absolute top-1.5 left-1/2 ml-1 rounded-full bg-accent px-1 text-2xs leading-4 font-medium text-on-accent">
      {count}
    </span>
  );
}
