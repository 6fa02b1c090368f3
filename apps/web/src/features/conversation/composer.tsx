'use client';
import type { Conversation } from '@frontdesk/core/entities';
import { Button } from '@frontdesk/ui/button';
import { Tabs } from '@frontdesk/ui/tabs';
import clsx from 'clsx';
import { memo, useEffect, useRef } from 'react';
import type { ClipboardEvent, DragEvent, ReactNode } from 'react';
import { useMe } from '../../replica/hooks.ts';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { COMPOSE_EVENT } from './compose-event.ts';
import { ComposerField, GhostBar } from './composer-field.tsx';
import { ComposerFoot, FootWords } from './composer-foot.tsx';
import { ComposerHead } from './composer-head.tsx';
import { useChannelFacts } from './channel-facts.ts';
import { useDraft } from './draft-store.ts';
import type { Draft } from './draft-store.ts';
import { TemplateOffer } from './template-offer.tsx';
import { UploadTray } from './upload-tray.tsx';
import { useComposerText } from './use-composer-text.ts';
import { useGhost } from './use-ghost.ts';
import { useSend } from './use-send.ts';
import { useUploads } from './use-uploads.ts';

/** `seenUpTo`: the newest item that its author has before them; null while the conversation is on its way to the screen. */
type ComposerProps = { conversation: Conversation; seenUpTo: number | null };

const MODES = [
  { id: 'reply', label: 'Reply' },
  { id: 'note', label: 'Note' },
] as const;

/** Reply and note are two surfaces with two texts: switching keeps both, and a note has no way to a channel. */
export const Composer = memo(function Composer(props: ComposerProps) {
  if (allowed(useMe(), 'conversation.reply')) return <Writing {...props} />;
  return (
    <p className="border-t px-4 py-3 text-center text-xs text-ink-2">
      You can read this conversation. Answering needs the role of an agent.
    </p>
  );
});

function Writing({ conversation, seenUpTo }: ComposerProps) {
  const me = useMe();
  const [draft, change] = useDraft(me.userId, conversation.id);
  const facts = useChannelFacts(conversation.channel);
  const uploads = useUploads(conversation.id, conversation.channel);
  const field = useRef<HTMLTextAreaElement>(null);
  const note = draft.mode === 'note';
  const text = note ? draft.note : draft.reply;
  const sending = useSend({ conversation, draft, change, uploads, facts, seenUpTo });
  const typing = useComposerText({ conversation, draft, change, field, onSend: sending.send });
  const ghost = useGhost({ conversationId: conversation.id, draft, change, field });
  const handlers = withGhost(typing.handlers, ghost);
  useComposeKeys(field, change);
  const takeFiles = (list: FileList | null, event: ClipboardEvent | DragEvent) => {
    if (list === null || list.length === 0) return;
    event.preventDefault();
    void uploads.add(list);
  };
  return (
    <section
      aria-label="Composer"
      className="shrink-0 border-t bg-panel px-3 pt-2 pb-3 max-md:px-2 max-md:pb-2"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => takeFiles(event.dataTransfer.files, event)}
    >
      <Surface
        mode={draft.mode}
        onMode={(mode) => (change({ mode }), field.current?.focus())}
        head={<ComposerHead conversation={conversation} facts={facts} />}
      >
        {sending.blocked ? <CannotKeep /> : null}
        {sending.windowClosed ? <WindowClosed {...{ conversation, seenUpTo }} /> : null}
        <ComposerField
          field={field}
          mode={draft.mode}
          value={text}
          ghost={ghost.ghost}
          readOnly={sending.blocked}
          onPaste={(event) => takeFiles(event.clipboardData.files, event)}
          {...handlers}
        />
        {ghost.ghost === null ? null : (
          <GhostBar ghost={ghost.ghost} onTake={ghost.take} onDismiss={ghost.dismiss} />
        )}
        {note ? null : <UploadTray uploads={uploads} />}
        <ComposerFoot
          note={note}
          words={
            <FootWords {...sending} {...typing} text={text} facts={note ? undefined : facts} />
          }
          files={note ? null : uploads.add}
          onList={typing.openList}
          onDraft={note ? null : ghost.ask}
        >
          <SendButton ready={sending.ready} onClick={sending.send} />
        </ComposerFoot>
      </Surface>
    </section>
  );
}

type Handlers = ReturnType<typeof useComposerText>['handlers'];

/** The grey reply hears of keys and words first. */
function withGhost(handlers: Handlers, { onKey, onTyped }: ReturnType<typeof useGhost>): Handlers {
  return {
    ...handlers,
    onKeyDown: (event) => {
      if (!onKey(event)) handlers.onKeyDown(event);
    },
    onChange: (event) => {
      onTyped(event.target.value);
      handlers.onChange(event);
    },
  };
}

type SurfaceProps = {
  mode: Draft['mode'];
  onMode: (mode: Draft['mode']) => void;
  /** What sending a reply will do. */
  head: ReactNode;
  children: ReactNode;
};

function Surface({ mode, onMode, head, children }: SurfaceProps) {
  const note = mode === 'note';
  return (
    <>
      <div className="mb-1.5 flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <Tabs label="What to write" tabs={MODES} value={mode} onChange={onMode} />
        {note ? <span className="text-xs text-ink-2">Only your team sees this</span> : head}
      </div>
      <div
        className={clsx(
          'rounded-lg border focus-within:border-accent',
          note ? 'border-note-line bg-note' : 'border-line-strong bg-panel',
        )}
      >
        {children}
      </div>
    </>
  );
}

function SendButton({ ready, onClick }: { ready: boolean; onClick: () => void }) {
  return (
    <Button tone="primary" hotkey="⏎" disabled={!ready} onClick={onClick} className="max-md:h-11">
      Send
    </Button>
  );
}

/** Free text has no way out now: a template has one. What stands in the field is offered for it. */
function WindowClosed({ conversation, seenUpTo }: ComposerProps) {
  const [draft, change] = useDraft(useMe().userId, conversation.id);
  return (
    <div className="flex max-h-96 flex-col gap-1.5 overflow-y-auto border-b bg-warn-soft px-3 py-1.5 first:rounded-t-lg">
      <p role="status" className="text-xs text-warn">
        The reply window is over. It opens again when the customer writes; until then, send an
        approved template, write a note or call.
      </p>
      {seenUpTo === null ? null : (
        <TemplateOffer
          conversation={conversation}
          text={draft.reply}
          replaces={[]}
          seenUpTo={seenUpTo}
          onSent={() => change({ reply: '' })}
        />
      )}
    </div>
  );
}

/** Nothing new is taken where it could be lost; what stands in the field stays there. */
function CannotKeep() {
  const { retry } = useWorkspace();
  return (
    <p
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b bg-bad-soft px-3 py-1.5 text-xs text-bad first:rounded-t-lg"
    >
      <span className="min-w-48 flex-1">
        This device cannot keep new work now, so nothing is sent from it. Your text stays here.
      </span>
      <Button size="sm" onClick={retry} className="max-md:h-11">
        Try again
      </Button>
    </p>
  );
}

function useComposeKeys(
  field: React.RefObject<HTMLTextAreaElement | null>,
  change: (fields: Partial<Draft>) => void,
): void {
  useEffect(() => {
    const onCompose = (event: Event) => {
      change({ mode: (event as CustomEvent<Draft['mode']>).detail });
      requestAnimationFrame(() => field.current?.focus());
    };
    document.addEventListener(COMPOSE_EVENT, onCompose);
    return () => document.removeEventListener(COMPOSE_EVENT, onCompose);
  }, [field, change]);
}
