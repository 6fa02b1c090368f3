'use client';
import type { Message } from '@frontdesk/core/entities';
import { Button } from '@frontdesk/ui/button';
import { Chip } from '@frontdesk/ui/chip';
import { ConnectionMark } from '@frontdesk/ui/connection-mark';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { CloudCheck, RefreshCw } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useList, useLive, useMe } from '../../replica/hooks.ts';
import { messagesThatNeedPerson } from '../../replica/indexes.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { AppLink } from '../../shell/app-link.tsx';
import { isByLooking } from '../../shell/by-looking.ts';
import { useMark } from '../../shell/use-mark.ts';
import { counted } from '../../shell/words.ts';
import { Place, Since } from './change-parts.tsx';
import { PendingChange, RefusedChange } from './change-row.tsx';
import { onRowKeys } from './row-keys.ts';
import { conversationAddress } from './ways-out.ts';

/** What I have done here that not everybody has: how each change stands, and a way out for each. */
export function OutboxScreen() {
  const workspace = useWorkspace();
  const pending = useLive(workspace.pending);
  const refused = useLive(workspace.refused);
  const held = useMyStuckMessages();
  const { meant, seen } = useMemo(
    () => ({
      meant: pending.filter(({ name }) => !isByLooking(name)),
      seen: pending.filter(({ name }) => isByLooking(name)).length,
    }),
    [pending],
  );
  const nothing = pending.length + refused.length + held.length === 0;
  return (
    <main
      aria-label="Waiting to go out"
      className="flex min-w-0 flex-1 flex-col bg-panel"
      onKeyDown={onRowKeys}
    >
      <Head count={meant.length + refused.length + held.length} />
      <div className="min-h-0 flex-1 overflow-y-auto pb-6">
        {nothing ? <NothingWaits /> : null}
        <Section title="Could not be sent" count={refused.length}>
          {refused.map((item) => (
            <RefusedChange key={item.uid} item={item} />
          ))}
        </Section>
        <Section title="Needs a look in its conversation" count={held.length}>
          {held.map((message) => (
            <StuckMessage key={message.id} message={message} />
          ))}
        </Section>
        <Section title="On the way" count={meant.length}>
          {meant.map((item) => (
            <PendingChange key={item.uid} item={item} />
          ))}
        </Section>
        {seen === 0 ? null : (
          <p className="mx-auto max-w-4xl px-4 pt-4 text-xs text-ink-3">
            And {counted(seen, 'mark')} of what you have read.
          </p>
        )}
      </div>
    </main>
  );
}

/** Messages of mine that left this device, and that a person has to decide about. */
function useMyStuckMessages(): readonly Message[] {
  const { userId } = useMe();
  const all = useList(messagesThatNeedPerson);
  return useMemo(() => all.filter((message) => message.authorId === userId), [all, userId]);
}

function Head({ count }: { count: number }) {
  const { status, retry } = useWorkspace();
  const { connection, journal } = useLive(status);
  const mark = useMark();
  const stuck = connection === 'offline' || journal === 'failed';
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-b px-4 max-md:h-14">
      <h1 className="truncate text-sm font-semibold max-md:text-lg">Waiting to go out</h1>
      <span className="tabular flex-1 text-sm text-ink-3">
        {count > 0 ? count : ''}
        {count > 0 ? <span className="sr-only"> changes</span> : null}
      </span>
      <span className="flex max-md:hidden">
        <ConnectionMark state={mark.state} words={mark.words} />
      </span>
      {stuck ? (
        <Button
          size="sm"
          icon={<RefreshCw size={13} aria-hidden="true" />}
          onClick={retry}
          className="max-md:h-11"
        >
          Try now
        </Button>
      ) : null}
    </header>
  );
}

function NothingWaits() {
  const { connection } = useLive(useWorkspace().status);
  if (connection === 'opening') return null;
  return (
    <EmptyState
      icon={<CloudCheck size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="Everybody has everything"
    >
      Replies, notes and changes that you make without a network stand here until they have gone
      out. You can close the window meanwhile: they are kept on this device.
    </EmptyState>
  );
}

function Section({
  title,
  count,
  children,
}: {
  title: string;
  count: number;
  children: ReactNode;
}) {
  if (count === 0) return null;
  return (
    <section className="mx-auto max-w-4xl pt-4">
      <h2 className="px-4 pb-1 text-xs font-medium text-ink-3">
        {title} <span className="tabular">{count}</span>
      </h2>
      <ul aria-label={title} className="border-t">
        {children}
      </ul>
    </section>
  );
}

const STUCK = { FAILED: 'Not sent', UNCERTAIN: 'May have arrived', HELD: 'Needs a look' } as const;

function StuckMessage({ message }: { message: Message }) {
  const { status, conversationId, errorText, text, createdAt } = message;
  const words = STUCK[status as keyof typeof STUCK];
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 border-b px-4 py-3">
      <div className="min-w-56 flex-1 max-md:basis-full">
        <p className="flex items-center gap-2">
          <Place conversationId={conversationId} />
          <Chip tone={status === 'FAILED' ? 'bad' : 'warn'}>{words}</Chip>
          <Since at={createdAt} />
        </p>
        <p className="line-clamp-3 whitespace-pre-wrap text-ink-2" dir="auto">
          {text || 'A file'}
        </p>
        {errorText === null ? null : <p className="text-xs text-ink-3">{errorText}</p>}
      </div>
      <AppLink
        href={conversationAddress(conversationId)}
        data-row=""
        className="inline-flex h-7 items-center rounded-md border border-line-strong bg-panel px-2 text-xs font-medium hover:bg-hover max-md:h-11"
      >
        Look at it
      </AppLink>
    </li>
  );
}
