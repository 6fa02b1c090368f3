import type { ChannelKind } from '@frontdesk/core/entities';
import type { Classification } from '@frontdesk/core/sops/entities';
import { Button } from '@frontdesk/ui/button';
import clsx from 'clsx';
import { startTransition, useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { ComponentProps, ReactNode } from 'react';
import {
  useEvents,
  useList,
  useMessages,
  useNotes,
  useRuns,
  useWindow,
} from '../../replica/hooks.ts';
import { readings as readingIndex } from '../../replica/indexes.ts';
import { needsPerson } from '../../replica/row-states.ts';
import { useNow } from '../../shell/clock.ts';
import { dayName, sameDay } from '../../shell/words.ts';
import { ReadingLine } from '../reading/reading-line.tsx';
import { isOpen } from '../runs/open-run.ts';
import { RunCard } from '../runs/run-card.tsx';
import { HistorySteps } from '../runs/use-steps.ts';
import { EventView } from './event-view.tsx';
import { type HeldCard, heldCards } from './held-cards.ts';
import { LookCard } from './look-card.tsx';
import { MessageView } from './message-view.tsx';
import { NoteView } from './note-view.tsx';
import { happenedAt, seenUpTo, timelineItems, withoutGap } from './timeline-items.ts';
import type { TimelineItem } from './timeline-items.ts';
import { HistoryFiles, useHistory } from './use-history.ts';
import { useStill } from './use-shown-conversation.ts';

/** The first paint shows what fits a screen; right behind it, and then as one scrolls up, comes more of what is here already. */
const FIRST_ITEMS = 12;
const SOON_ITEMS = 40;
const SOON_MS = 300;
const MORE_ITEMS = 80;
/** Lines of one author within this time stand together under one face. */
const TOGETHER_MS = 5 * 60_000;

/** Everything of a conversation that is known here, oldest first, with what was fetched of its history. */
export function useTimeline(conversationId: string) {
  const messages = useMessages(conversationId);
  const notes = useNotes(conversationId);
  const events = useEvents(conversationId);
  const runs = useRuns(conversationId);
  const window = useWindow(conversationId);
  const history = useHistory(conversationId);
  const { rows } = history;
  const items = useMemo(() => {
    const all = timelineItems({ messages, notes, events, runs }, rows);
    const fetched = [...rows.messages, ...rows.notes, ...rows.events];
    return window === 'unknown' ? withoutGap(all, fetched) : all;
  }, [messages, notes, events, runs, rows, window]);
  return {
    items,
    history,
    window,
    readings: useReadings(conversationId, rows.classifications),
  };
}

/** How messages were read, by message, and the newest one that was. What the replica knows wins over what was fetched. */
function useReadings(conversationId: string, fetched: readonly Classification[]) {
  const here = useList(readingIndex, conversationId);
  return useMemo(() => {
    const all = [...fetched, ...here];
    const newest = all.reduce<Classification | undefined>(
      (most, one) => (most !== undefined && most.number > one.number ? most : one),
      undefined,
    );
    return { of: new Map(all.map((one) => [one.messageId, one])), newest };
  }, [here, fetched]);
}

type TimelineProps = {
  channel: ChannelKind;
  customer: { id: string; name: string };
  timeline: ReturnType<typeof useTimeline>;
};

export function Timeline({ channel, customer, timeline }: TimelineProps) {
  const { items, history, window, readings } = timeline;
  const [limit, setLimit] = useState(FIRST_ITEMS);
  useSoon(() => setLimit((n) => Math.max(n, SOON_ITEMS)));
  const seen = useMemo(() => seenUpTo(items), [items]);
  const cards = useMemo(() => heldCards(items), [items]);
  const shown = items.length > limit ? items.slice(items.length - limit) : items;
  const oldest = items[0]?.row.number ?? 0;
  const hidden = items.length > limit;
  const earlier = useCallback(() => {
    if (hidden) setLimit((n) => n + MORE_ITEMS);
    else void history.fetchBefore(oldest);
  }, [hidden, history, oldest]);
  const more = hidden || (oldest > 1 && !history.complete && window !== 'loading');
  const { fetchBefore, rows } = history;
  const isElsewhere = window === 'unknown' || (window === 'ready' && items.length === 0);
  useEffect(() => {
    if (isElsewhere) void fetchBefore(0);
  }, [isElsewhere, fetchBefore]);
  const files = useMemo(
    () => Map.groupBy(rows.attachments, (file) => file.messageId ?? ''),
    [rows.attachments],
  );
  const steps = useMemo(() => Map.groupBy(rows.steps, (step) => step.runId), [rows.steps]);
  return (
    <HistoryRows files={files} steps={steps}>
      {/* The outer box starts at its end, so that new lines keep the newest in sight and old ones above move nothing. */}
      <div
        className="flex min-h-0 flex-1 flex-col-reverse overflow-y-auto overscroll-contain"
        onScroll={(event) => {
          const box = event.currentTarget;
          if (hidden && box.scrollHeight + box.scrollTop - box.clientHeight < 400)
            setLimit((n) => n + MORE_ITEMS);
        }}
      >
        <div
          className="mx-auto mb-auto flex w-full max-w-[60rem] flex-1 flex-col justify-end px-4 pt-4 pb-1"
          role="log"
          aria-label="Messages"
          aria-live="polite"
        >
          {window === 'loading' && items.length === 0 ? <BeingRead /> : null}
          {window === 'unknown' ? <FromServer history={history} /> : null}
          {more ? <Earlier onMore={earlier} busy={history.busy} problem={history.problem} /> : null}
          {rendered(shown, { channel, customer, seen, readings, cards })}
        </div>
      </div>
    </HistoryRows>
  );
}

/** Once, when the page has nothing better to do after the first paint. */
function useSoon(run: () => void): void {
  const soon = useEffectEvent(run);
  useEffect(() => {
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(soon, SOON_MS);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(() => startTransition(soon), { timeout: SOON_MS });
    return () => cancelIdleCallback(idle);
  }, []);
}

type HistoryRowsProps = {
  files: ComponentProps<typeof HistoryFiles>['value'];
  steps: ComponentProps<typeof HistorySteps>['value'];
  children: ReactNode;
};

function HistoryRows({ files, steps, children }: HistoryRowsProps) {
  return (
    <HistoryFiles value={files}>
      <HistorySteps value={steps}>{children}</HistorySteps>
    </HistoryFiles>
  );
}

/** Calm lines where messages will stand, should it take longer than anybody notices. */
function BeingRead() {
  if (!useStill(true)) return null;
  return (
    <div role="status" className="flex flex-col gap-3 py-4">
      <span className="sr-only">Reading this conversation…</span>
      {['w-2/5', 'w-1/2', 'ml-auto w-1/3'].map((width) => (
        <span key={width} className={clsx('h-9 rounded-lg bg-hover', width)} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing of this conversation is on this device: what is shown was fetched, and does not change by itself. */
function FromServer({ history }: { history: ReturnType<typeof useHistory> }) {
  const { busy, problem, rows, fetchBefore } = history;
  if (rows.messages.length > 0)
    return (
      <p className="mb-2 text-center text-xs text-ink-3">
        From the server: not kept on this device
      </p>
    );
  if (busy)
    return <p className="py-4 text-center text-xs text-ink-3">Getting this from the server…</p>;
  if (problem === null) return null;
  return (
    <div className="flex flex-col items-center gap-2 py-4">
      <p role="alert" className="text-xs text-warn">
        {problem}
      </p>
      <Button size="sm" tone="quiet" onClick={() => void fetchBefore(0)}>
        Try again
      </Button>
    </div>
  );
}

function Earlier({
  onMore,
  busy,
  problem,
}: {
  onMore: () => void;
  busy: boolean;
  problem: string | null;
}) {
  return (
    <div className="mb-2 flex flex-col items-center gap-1">
      <Button size="sm" tone="quiet" onClick={onMore} disabled={busy}>
        {busy ? 'Getting earlier messages…' : 'Show earlier messages'}
      </Button>
      {problem === null ? null : (
        <p role="alert" className="text-xs text-warn">
          {problem}
        </p>
      )}
    </div>
  );
}

type Around = {
  channel: ChannelKind;
  customer: { id: string; name: string };
  seen: number;
  readings: ReturnType<typeof useReadings>;
  cards: ReadonlyMap<string, HeldCard | null>;
};

function authorOf(item: TimelineItem | undefined): string | null {
  if (item?.kind !== 'message') return null;
  return `${item.row.direction}${item.row.authorId ?? item.row.authorKind}`;
}

function together(a: TimelineItem | undefined, b: TimelineItem | undefined): boolean {
  const author = authorOf(a);
  if (a === undefined || b === undefined || author === null || author !== authorOf(b)) return false;
  return Math.abs(Date.parse(happenedAt(b)) - Date.parse(happenedAt(a))) < TOGETHER_MS;
}

function rendered(items: readonly TimelineItem[], around: Around): ReactNode {
  const { channel, customer, seen, readings, cards } = around;
  const keyed = items.findLast((item) => item.kind === 'run' && isOpen(item.row));
  // The newest reading stands below its message in words, older ones beside theirs as a mark.
  const newest = items.find((item) => item.row.id === readings.newest?.messageId);
  return items.map((item, at) => {
    const before = items[at - 1];
    const newDay = before === undefined || !sameDay(before.row.createdAt, item.row.createdAt);
    return (
      <div key={item.row.id}>
        {newDay ? <Day at={item.row.createdAt} /> : null}
        {item.kind === 'note' ? <NoteView note={item.row} /> : null}
        {item.kind === 'event' ? <EventView event={item.row} /> : null}
        {item.kind === 'run' ? (
          <RunCard run={item.row} keyed={item === keyed} seenUpTo={seen} />
        ) : null}
        {item.kind === 'message' && cards.has(item.row.id) ? (
          <Look card={cards.get(item.row.id)} customer={customer} seen={seen} />
        ) : null}
        {item.kind === 'message' && !cards.has(item.row.id) ? (
          <MessageView
            message={item.row}
            customer={customer}
            channel={channel}
            first={newDay || !together(before, item)}
            last={!together(item, items[at + 1])}
            seenUpTo={needsPerson(item.row) ? seen : null}
            reading={item === newest ? undefined : readings.of.get(item.row.id)}
          />
        ) : null}
        {item === newest && readings.newest ? <ReadingLine reading={readings.newest} /> : null}
      </div>
    );
  });
}

type LookProps = {
  /** Null stands for a message that is in a later one's card. */
  card: HeldCard | null | undefined;
  customer: Around['customer'];
  seen: number;
};

function Look({ card, customer, seen }: LookProps) {
  const conversationId = card?.held[0]?.conversationId;
  if (!card || conversationId === undefined) return null;
  return <LookCard {...card} conversationId={conversationId} customer={customer} seenUpTo={seen} />;
}

function Day({ at }: { at: string }) {
  const now = useNow();
  return (
    <h2 className="my-3 flex items-center gap-3 text-xs font-medium text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {dayName(at, now)}
    </h2>
  );
}
