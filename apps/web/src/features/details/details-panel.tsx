'use client';
import type { ContactCard, Conversation } from '@frontdesk/core/entities';
import { Avatar } from '@frontdesk/ui/avatar';
import { ChannelMark, channelName } from '@frontdesk/ui/channel-mark';
import { Chip } from '@frontdesk/ui/chip';
import { IconButton } from '@frontdesk/ui/icon-button';
import { PanelSection } from '@frontdesk/ui/panel-section';
import { ChevronLeft, CircleDot, History, Lock, Pencil, Plus, Tag, X } from 'lucide-react';
import { memo, useMemo } from 'react';
import { addressOf, placeHere } from '../inbox/place.ts';
import { toggleTag } from '../inbox/changes.ts';
import { derived } from '../../replica/derived.ts';
import {
  useConversation,
  useList,
  useLive,
  useNotes,
  usePeople,
  useRow,
  useTags,
} from '../../replica/hooks.ts';
import { cardsByContact, conversationsByNewest } from '../../replica/indexes.ts';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { useNow } from '../../shell/clock.ts';
import { navigate } from '../../shell/location.ts';
import { STATUS_WORDS } from '../../shell/status-words.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { shortDate } from '../../shell/words.ts';
import { ContactFields } from './contact-fields.tsx';
import { ProcedureSection } from './procedure-section.tsx';

type PanelProps = { conversationId: string | null };

/** Who the customer is, and what was before. */
export const DetailsPanel = memo(function DetailsPanel({ conversationId }: PanelProps) {
  const conversation = useConversation(conversationId);
  const card = useRow('contact_cards', conversation?.cardId ?? null);
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      {conversation === undefined ? null : <Filled conversation={conversation} card={card} />}
    </div>
  );
});

type FilledProps = { conversation: Conversation; card: ContactCard | undefined };

function Filled({ conversation, card }: FilledProps) {
  const { id, inboxId, channel, intentId } = conversation;
  const name = card?.name ?? 'Unknown customer';
  const seed = card?.contactId ?? conversation.cardId;
  return (
    <>
      <Who name={name} seed={seed} channel={channel} inboxId={inboxId} />
      {card === undefined ? null : <ContactFields key={card.id} card={card} />}
      <ProcedureSection conversationId={id} intentId={intentId} />
      <Tags conversationId={id} />
      <Facts conversation={conversation} />
      <Before
        conversationId={id}
        contactId={card?.contactId ?? ''}
        episode={conversation.episode}
      />
      <Notes conversationId={id} />
    </>
  );
}

type WhoProps = Pick<Conversation, 'channel' | 'inboxId'> & { name: string; seed: string };

const Who = memo(function Who({ name, seed, channel, inboxId }: WhoProps) {
  const inbox = useRow('inboxes', inboxId);
  return (
    <div className="flex items-center gap-3 border-b px-4 py-3">
      <IconButton
        label="Back to the conversation"
        icon={<ChevronLeft size={20} />}
        className="-ml-3 lg:hidden"
        onClick={() => navigate(addressOf({ ...placeHere(), details: false }))}
      />
      <Avatar name={name} seed={seed} size="lg" channel={channel} />
      <div className="min-w-0">
        <h2 className="truncate text-base font-semibold">
          <bdi>{name}</bdi>
        </h2>
        <p className="truncate text-xs text-ink-2">{inbox?.name ?? channelName(channel)}</p>
      </div>
    </div>
  );
});

const Tags = memo(function Tags({ conversationId }: { conversationId: string }) {
  const workspace = useWorkspace();
  const mine = useTags(conversationId);
  const open = useWindowState((state) => state.open);
  const may = allowed(workspace.me, 'conversation.tag');
  return (
    <PanelSection
      title="Tags"
      icon={<Tag size={13} aria-hidden="true" />}
      aside={
        may ? (
          <IconButton
            label="Add a tag"
            hotkey="T"
            icon={<Plus size={14} />}
            className="-my-1 size-6"
            onClick={(event) =>
              open({ kind: 'tag', anchor: event.currentTarget, ids: [conversationId] })
            }
          />
        ) : null
      }
    >
      {mine.length === 0 ? <p className="text-xs text-ink-3">No tags yet</p> : null}
      <ul className="flex flex-wrap gap-1">
        {mine.map((tag) => (
          <li key={tag.id} className="group flex items-center">
            <Chip dot={tag.color}>{tag.name}</Chip>
            {may ? (
              <button
                type="button"
                aria-label={`Remove the tag ${tag.name}`}
                onClick={() => toggleTag(workspace, [conversationId], tag)}
                className="grid size-5 place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink max-md:size-9"
              >
                <X size={12} aria-hidden="true" />
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </PanelSection>
  );
});

const PRIORITY = { LOW: 'Low', NORMAL: 'Normal', HIGH: 'High', URGENT: 'Urgent' } as const;

function Facts({ conversation }: { conversation: Conversation }) {
  const people = usePeople();
  const team = useRow('teams', conversation.teamId);
  const { me } = useWorkspace();
  const open = useWindowState((state) => state.open);
  const may = allowed(me, 'conversation.assign');
  const rows = [
    {
      kind: 'assign',
      label: 'Assigned to',
      value: people.get(conversation.assigneeId ?? '')?.name ?? 'Nobody',
    },
    { kind: 'assign', label: 'Team', value: team?.name ?? 'No team' },
    { kind: 'priority', label: 'Priority', value: PRIORITY[conversation.priority] },
    { kind: 'status', label: 'Status', value: STATUS_WORDS[conversation.status] },
  ] as const;
  return (
    <PanelSection title="This conversation" icon={<CircleDot size={13} aria-hidden="true" />}>
      <dl className="grid grid-cols-[7rem_1fr] gap-y-0.5">
        {rows.map(({ kind, label, value }) => (
          <div key={label} className="contents">
            <dt className="py-1 text-ink-3">{label}</dt>
            <dd className="min-w-0">
              {may ? (
                <button
                  type="button"
                  aria-label={`${label}: ${value}. Change it`}
                  onClick={(event) =>
                    open({ kind, anchor: event.currentTarget, ids: [conversation.id] })
                  }
                  className="group -ml-1.5 flex max-w-full items-center gap-1.5 rounded-md px-1.5 py-1 text-left hover:bg-hover max-md:min-h-11"
                >
                  <span className="truncate">{value}</span>
                  <Pencil
                    size={11}
                    aria-hidden="true"
                    className="shrink-0 text-ink-3 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
                  />
                </button>
              ) : (
                <span className="block py-1">{value}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </PanelSection>
  );
}

/** Other conversations of the same person, in the inboxes that I see. */
type BeforeProps = { conversationId: string; contactId: string; episode: number };

const Before = memo(function Before({ conversationId, contactId, episode }: BeforeProps) {
  const { store } = useWorkspace();
  const now = useNow();
  const cards = useList(cardsByContact, contactId);
  const others = useLive(
    useMemo(
      () =>
        derived(
          cards.map((one) => store.list(conversationsByNewest, `card:${one.id}`)),
          (...lists) => lists.flat().filter((row) => row.id !== conversationId),
        ),
      [store, cards, conversationId],
    ),
  );
  return (
    <PanelSection title="Before" icon={<History size={13} aria-hidden="true" />}>
      {others.length === 0 ? (
        <p className="text-xs text-ink-3">
          {episode > 1
            ? `${episode - 1} earlier, above in this conversation`
            : 'First time they write'}
        </p>
      ) : null}
      <ul className="-mx-1.5 flex flex-col">
        {others.map((row) => (
          <li key={row.id}>
            <a
              href={addressOf({ ...placeHere(), conversationId: row.id, details: false })}
              onClick={(event) => {
                event.preventDefault();
                navigate(addressOf({ ...placeHere(), conversationId: row.id, details: false }));
              }}
              className="flex items-center gap-2 rounded-md px-1.5 py-1 hover:bg-hover max-md:min-h-11"
            >
              <ChannelMark channel={row.channel} />
              <span className="min-w-0 flex-1 truncate" dir="auto">
                {row.subject ?? row.lastMessagePreview ?? 'No messages'}
              </span>
              <time className="text-xs text-ink-3" dateTime={row.lastMessageAt ?? undefined}>
                {row.lastMessageAt === null ? '' : shortDate(row.lastMessageAt, now)}
              </time>
            </a>
          </li>
        ))}
      </ul>
    </PanelSection>
  );
});

const Notes = memo(function Notes({ conversationId }: { conversationId: string }) {
  const notes = useNotes(conversationId);
  const people = usePeople();
  const now = useNow();
  if (notes.length === 0) return null;
  return (
    <PanelSection title="Notes" icon={<Lock size={13} aria-hidden="true" />}>
      <ul className="flex flex-col gap-1.5">
        {notes.toReversed().map((note) => (
          <li key={note.id} className="rounded-md border border-note-line bg-note px-2 py-1.5">
            <p className="line-clamp-4 whitespace-pre-wrap" dir="auto">
              {note.text}
            </p>
            <p className="mt-0.5 text-xs text-ink-2">
              {people.get(note.authorId)?.name ?? 'A colleague'} · {shortDate(note.createdAt, now)}
            </p>
          </li>
        ))}
      </ul>
    </PanelSection>
  );
});
