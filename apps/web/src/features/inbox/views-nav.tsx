'use client';
import { AvatarStack } from '@frontdesk/ui/avatar';
import { ChannelMark } from '@frontdesk/ui/channel-mark';
import { Kbd } from '@frontdesk/ui/kbd';
import clsx from 'clsx';
import {
  AlarmClock,
  AlertCircle,
  AtSign,
  CheckCircle2,
  ChevronDown,
  CircleDashed,
  CircleDot,
  Inbox,
  Layers,
  Plus,
  Search,
  ShieldAlert,
  Users,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { useList, useMe, useOnline } from '../../replica/hooks.ts';
import * as indexes from '../../replica/indexes.ts';
import { allowed } from '../../replica/workspace.ts';
import { navigate } from '../../shell/location.ts';
import { MarkLink } from '../../shell/mark-link.tsx';
import { useMark } from '../../shell/use-mark.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { NO_FILTERS, addressOf, viewSegment } from './place.ts';
import type { View } from './place.ts';
import { useCount, useFailedCount } from './use-view.ts';

const PLAIN: readonly { view: View; name: string; icon: LucideIcon }[] = [
  { view: { kind: 'mine' }, name: 'Mine', icon: Inbox },
  { view: { kind: 'unassigned' }, name: 'Unassigned', icon: CircleDashed },
  { view: { kind: 'open' }, name: 'All open', icon: Layers },
  { view: { kind: 'mentions' }, name: 'Mentions', icon: AtSign },
  { view: { kind: 'approval' }, name: 'Waiting for approval', icon: CircleDot },
  { view: { kind: 'snoozed' }, name: 'Snoozed', icon: AlarmClock },
  { view: { kind: 'resolved' }, name: 'Resolved', icon: CheckCircle2 },
];

/** Tags past this many are one click away, so that the column stays a column. */
const TAGS_SHOWN = 8;

/** `at`: the part of the address that names the view, so that nothing is drawn anew because a conversation was opened. */
export const ViewsNav = memo(function ViewsNav({ at }: { at: string }) {
  const me = useMe();
  const open = useWindowState((state) => state.open);
  return (
    <nav aria-label="Views" className="flex h-full min-h-0 flex-col bg-sunken">
      <div className="flex h-11 shrink-0 items-center gap-2 px-3.5 max-md:h-14">
        <span
          aria-hidden="true"
          className="grid size-6 place-items-center rounded-md bg-ink text-xs font-semibold text-bg"
        >
          {me.organizationName.slice(0, 1).toLocaleUpperCase()}
        </span>
        <span className="truncate text-sm font-semibold">{me.organizationName}</span>
      </div>
      <div className="px-2 pb-2">
        <button
          type="button"
          onClick={() => open({ kind: 'palette' })}
          className="flex h-8 w-full items-center gap-2 rounded-md border border-line-strong bg-panel px-2 text-sm text-ink-3 hover:text-ink max-md:h-11"
        >
          <Search size={14} aria-hidden="true" />
          <span className="flex-1 text-left">Search or jump</span>
          <Kbd>⌘K</Kbd>
        </button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        <ul className="flex flex-col gap-px">
          {PLAIN.map(({ view, name, icon: Icon }) => (
            <Entry
              key={name}
              view={view}
              current={at}
              name={name}
              icon={<Icon size={16} aria-hidden="true" />}
            />
          ))}
          <FailedEntry current={at} />
        </ul>
        <Inboxes current={at} />
        <Teams current={at} />
        <Tags current={at} />
      </div>
      <WhoIsHere />
    </nav>
  );
});

type EntryProps = {
  view: View;
  current: string | null;
  name: string;
  icon: ReactNode;
  quiet?: boolean;
  aside?: ReactNode;
};

function Entry({ view, current, name, icon, quiet = false, aside }: EntryProps) {
  const count = useCount(view);
  return (
    <EntryLink
      view={view}
      current={current}
      name={name}
      icon={icon}
      count={quiet ? 0 : count}
      aside={aside}
    />
  );
}

function EntryLink({
  view,
  current,
  name,
  icon,
  count,
  aside,
}: Omit<EntryProps, 'quiet'> & { count: number }) {
  const address = addressOf({ view, filters: NO_FILTERS, conversationId: null, details: false });
  const here = current === viewSegment(view);
  const go = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    useWindowState.getState().hideViews();
    navigate(address);
  };
  return (
    <li>
      <a
        href={address}
        onClick={go}
        aria-current={here ? 'page' : undefined}
        className={clsx(
          'flex h-7.5 items-center gap-2 rounded-md px-2 text-sm max-md:h-11',
          here
            ? 'border border-line-strong bg-panel px-[7px] font-medium text-ink'
            : 'text-ink-2 hover:bg-hover hover:text-ink',
        )}
      >
        {icon}
        <span className="min-w-0 flex-1 truncate">{name}</span>
        {aside}
        {count > 0 ? (
          <span className={clsx('tabular text-xs', here ? 'text-accent-ink' : 'text-ink-3')}>
            {count}
            <span className="sr-only"> conversations</span>
          </span>
        ) : null}
      </a>
    </li>
  );
}

function FailedEntry({ current }: { current: string | null }) {
  const me = useMe();
  const count = useFailedCount();
  if (!allowed(me, 'deadLetter.read')) return null;
  return (
    <EntryLink
      view={{ kind: 'failed' }}
      current={current}
      name="Failed sends"
      count={count}
      icon={
        <AlertCircle size={16} aria-hidden="true" className={count > 0 ? 'text-bad' : undefined} />
      }
    />
  );
}

function Heading({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="mt-4 mb-1 flex h-6 items-center px-2">
      <h2 className="flex-1 text-xs font-medium text-ink-3">{children}</h2>
      {action}
    </div>
  );
}

function Inboxes({ current }: { current: string | null }) {
  const me = useMe();
  const rows = useList(indexes.inboxes);
  const inboxes = useMemo(
    () => rows.filter((row) => row.archivedAt === null && row.channel !== 'api'),
    [rows],
  );
  const add = allowed(me, 'inbox.write') ? (
    <a
      href="/settings/inboxes?new=1"
      aria-label="Connect an inbox"
      data-tip="Connect an inbox"
      onClick={(event) => {
        event.preventDefault();
        useWindowState.getState().hideViews();
        navigate('/settings/inboxes?new=1');
      }}
      className="grid size-6 place-items-center rounded-md text-ink-3 hover:bg-hover hover:text-ink max-md:size-11"
    >
      <Plus size={14} aria-hidden="true" />
    </a>
  ) : null;
  if (inboxes.length === 0 && add === null) return null;
  return (
    <>
      <Heading action={add}>Inboxes</Heading>
      <ul className="flex flex-col gap-px">
        {inboxes.map((inbox) => (
          <Entry
            key={inbox.id}
            view={{ kind: 'inbox', id: inbox.id }}
            current={current}
            name={inbox.name}
            icon={<ChannelMark channel={inbox.channel} decorative />}
            aside={
              inbox.health === 'error' || inbox.health === 'paused' ? (
                <Trouble reason={inbox.healthReason} />
              ) : null
            }
          />
        ))}
      </ul>
    </>
  );
}

function Trouble({ reason }: { reason: string | null }) {
  return (
    <AlertCircle
      size={13}
      role="img"
      aria-label={reason ?? 'This inbox has a problem'}
      data-tip={reason ?? 'This inbox has a problem'}
      className="text-bad"
    />
  );
}

function Teams({ current }: { current: string | null }) {
  const teams = useList(indexes.teams);
  if (teams.length === 0) return null;
  return (
    <>
      <Heading>Teams</Heading>
      <ul className="flex flex-col gap-px">
        {teams.map((team) => (
          <Entry
            key={team.id}
            view={{ kind: 'team', id: team.id }}
            current={current}
            name={team.name}
            icon={<Users size={15} aria-hidden="true" />}
          />
        ))}
      </ul>
    </>
  );
}

function Tags({ current }: { current: string | null }) {
  const tags = useList(indexes.tags);
  const [all, setAll] = useState(false);
  if (tags.length === 0) return null;
  const shown = all ? tags : tags.slice(0, TAGS_SHOWN);
  return (
    <>
      <Heading>Tags</Heading>
      <ul className="flex flex-col gap-px">
        {shown.map((tag) => (
          <Entry
            key={tag.id}
            view={{ kind: 'tag', id: tag.id }}
            current={current}
            name={tag.name}
            icon={
              <span
                aria-hidden="true"
                className="mx-1 size-2 rounded-full"
                style={{ backgroundColor: tag.color }}
              />
            }
          />
        ))}
        {tags.length > TAGS_SHOWN ? (
          <li>
            <button
              type="button"
              aria-expanded={all}
              onClick={() => setAll(!all)}
              className="flex h-7.5 w-full items-center gap-2 rounded-md px-2 text-xs text-ink-3 hover:bg-hover hover:text-ink max-md:h-11"
            >
              <ChevronDown
                size={14}
                aria-hidden="true"
                className={clsx('transition-transform duration-100', all && 'rotate-180')}
              />
              {all ? 'Fewer' : `${tags.length - TAGS_SHOWN} more`}
            </button>
          </li>
        ) : null}
        <Entry
          view={{ kind: 'spam' }}
          current={current}
          name="Spam"
          quiet
          icon={<ShieldAlert size={15} aria-hidden="true" />}
        />
      </ul>
    </>
  );
}

/** Who is here, and where my work stands; while that needs more words, they have the line. */
function WhoIsHere() {
  const online = useOnline();
  const { state } = useMark();
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 border-t px-3.5">
      {state === 'saved' ? (
        <>
          <AvatarStack people={online} />
          <span className="flex-1 text-xs whitespace-nowrap text-ink-3">
            {online.length > 0 ? `${online.length} here` : ''}
          </span>
        </>
      ) : null}
      <MarkLink />
    </div>
  );
}
