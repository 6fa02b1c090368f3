import type { PendingItem, RefusedItem } from '@frontdesk/sync/client/sync-client';
import { Button } from '@frontdesk/ui/button';
import type { ButtonProps } from '@frontdesk/ui/button';
import { Chip } from '@frontdesk/ui/chip';
import { Copy, PenLine, RotateCcw, Undo2, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useLive, usePeople } from '../../replica/hooks.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import type { Workspace } from '../../replica/workspace.ts';
import { Place, Since } from './change-parts.tsx';
import { changeWords, composerOf, goesToCustomer, writtenText } from './change-words.ts';
import type { Names } from './change-words.ts';
import { conversationIdOf, standingOf } from './waiting-change.ts';
import type { WaitingChange } from './waiting-change.ts';
import { copyText, dismissChange, editAndSend, takeBack, tryAgain } from './ways-out.ts';

function useNames(): Names {
  const { store } = useWorkspace();
  const people = usePeople();
  return useMemo(
    () => ({
      person: (id) => people.get(id)?.name,
      team: (id) => store.get('teams', id)?.name,
      tag: (id) => store.get('tags', id)?.name,
      intent: (id) => store.get('intents', id)?.name.replaceAll('_', ' '),
    }),
    [store, people],
  );
}

/** What it is, where, since when and how it stands; the words that are in it; and what one can do. */
function Change({ change, children }: { change: WaitingChange; children: ReactNode }) {
  const workspace = useWorkspace();
  const status = useLive(workspace.status);
  const names = useNames();
  const { name, args, clientAt } = change.item;
  const { tone, words, reason } = standingOf(change, status);
  const conversationId = conversationIdOf(workspace, args);
  const text = writtenText(args);
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 border-b px-4 py-3">
      <div className="min-w-56 flex-1 max-md:basis-full">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{changeWords(name, args, names)}</span>
          {conversationId === null ? null : (
            <span className="flex max-w-full min-w-0 gap-1 text-ink-2">
              {goesToCustomer(name) ? 'to' : 'in'} <Place conversationId={conversationId} />
            </span>
          )}
          <Chip tone={tone}>{words}</Chip>
          <Since at={clientAt} />
        </p>
        {text === null ? null : (
          <p className="mt-0.5 max-h-40 overflow-y-auto whitespace-pre-wrap text-ink" dir="auto">
            {text}
          </p>
        )}
        <p className={change.kind === 'refused' ? 'text-xs text-bad' : 'text-xs text-ink-3'}>
          {reason}
        </p>
      </div>
      <div className="flex flex-wrap gap-1.5">{children}</div>
    </li>
  );
}

const Way = (props: ButtonProps) => <Button size="sm" {...props} className="max-md:h-11" />;

function CopyWay({ args }: { args: unknown }) {
  const text = writtenText(args);
  if (text === null) return null;
  return (
    <Way
      tone="quiet"
      icon={<Copy size={13} aria-hidden="true" />}
      onClick={() => void copyText(text)}
    >
      Copy text
    </Way>
  );
}

export function PendingChange({ item }: { item: PendingItem }) {
  const workspace = useWorkspace();
  const [asked, setAsked] = useState(false);
  const back = () => {
    setAsked(true);
    void takeBack(workspace, item);
  };
  return (
    <Change change={{ kind: 'pending', item }}>
      <CopyWay args={item.args} />
      {item.sent ? null : (
        <Way
          data-row=""
          disabled={asked}
          icon={<Undo2 size={13} aria-hidden="true" />}
          onClick={back}
        >
          Take back
        </Way>
      )}
    </Change>
  );
}

export function RefusedChange({ item }: { item: RefusedItem }) {
  const workspace = useWorkspace();
  // It stands here until its dismissal is kept; meanwhile nothing of it is to be done twice.
  const [settled, setSettled] = useState(false);
  const settle = (way: (workspace: Workspace, item: RefusedItem) => void) => () => {
    setSettled(true);
    way(workspace, item);
  };
  const isWritten = composerOf(item.name, item.args) !== null && writtenText(item.args) !== null;
  return (
    <Change change={{ kind: 'refused', item }}>
      <Way
        tone="quiet"
        icon={<X size={13} aria-hidden="true" />}
        disabled={settled}
        onClick={settle(dismissChange)}
      >
        Dismiss
      </Way>
      <CopyWay args={item.args} />
      <Way
        data-row={isWritten ? undefined : ''}
        icon={<RotateCcw size={13} aria-hidden="true" />}
        disabled={settled}
        onClick={settle(tryAgain)}
      >
        Try again
      </Way>
      {isWritten ? (
        <Way
          data-row=""
          icon={<PenLine size={13} aria-hidden="true" />}
          disabled={settled}
          onClick={settle(editAndSend)}
        >
          Edit and send again
        </Way>
      ) : null}
    </Change>
  );
}
