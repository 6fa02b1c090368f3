'use client';
import { Avatar } from '@frontdesk/ui/avatar';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { request } from '../../api/request.ts';
import { useConversation, useRow } from '../../replica/hooks.ts';
import * as indexes from '../../replica/indexes.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { useNow } from '../../shell/clock.ts';
import { navigate } from '../../shell/location.ts';
import { age, counted } from '../../shell/words.ts';
import { NO_FILTERS, addressOf } from '../inbox/place.ts';

export type Hit = {
  readonly conversationId: string;
  readonly text: string;
  readonly at: string | null;
  /** Where the conversation is not on this device. */ readonly name?: string;
};

/** How long after the last key the server is asked. */
const PAUSE_MS = 200;
const MAX_LOCAL = 20;
/** A bigram is the least that the index knows. */
const MIN_CHARS = 2;

/** What this device knows: names and numbers, and the messages that are here. At once, and without a network. */
function useLocalHits(query: string): readonly Hit[] {
  const { store } = useWorkspace();
  return useMemo(() => {
    const words = query.trim().toLocaleLowerCase().normalize('NFKC');
    if (words.length < MIN_CHARS) return [];
    const hits: Hit[] = [];
    for (const row of store.list(indexes.conversationsByNewest, 'all').get()) {
      const card = store.row('contact_cards', row.cardId).get();
      const isContact = `${card?.name ?? ''} ${card?.phone ?? ''} ${card?.email ?? ''}`
        .toLocaleLowerCase()
        .includes(words);
      const message = store
        .list(indexes.messagesByConversation, row.id)
        .get()
        .findLast((one) => one.text.toLocaleLowerCase().includes(words));
      if (isContact || message !== undefined)
        hits.push({
          conversationId: row.id,
          text: message?.text ?? row.lastMessagePreview ?? '',
          at: message?.createdAt ?? row.lastMessageAt,
        });
      if (hits.length === MAX_LOCAL) break;
    }
    return hits;
  }, [store, query]);
}

type ServerHits = {
  readonly query: string;
  readonly hits: readonly Hit[];
  readonly problem: string | null;
};

type SearchAnswer = {
  readonly messages: readonly {
    readonly conversationId: string;
    readonly text: string;
    readonly contactName: string;
    readonly createdAt: string;
  }[];
  readonly contacts: readonly {
    readonly id: string;
    readonly name: string;
    readonly phone: string | null;
    readonly email: string | null;
    readonly lastMessageAt: string | null;
  }[];
};

/** What the server finds in everything, older than this device holds as well. */
function useServerHits(query: string): ServerHits {
  const [found, setFound] = useState<ServerHits>({ query: '', hits: [], problem: null });
  useEffect(() => {
    const words = query.trim();
    if (words.length < MIN_CHARS) return;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await request<SearchAnswer>('GET', `/search?q=${encodeURIComponent(words)}`, {
        signal: abort.signal,
      });
      if (abort.signal.aborted) return;
      if (!answer.ok)
        return setFound({
          query: words,
          hits: [],
          problem:
            answer.failure.status === 0
              ? 'Only what is on this device was searched.'
              : answer.failure.message,
        });
      const hits = answer.value.messages.map(
        ({ conversationId, text, contactName, createdAt }) => ({
          conversationId,
          text,
          name: contactName,
          at: createdAt,
        }),
      );
      setFound({ query: words, hits, problem: null });
    }, PAUSE_MS);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [query]);
  return found;
}

export function SearchScreen({ address }: { address: string }) {
  const query = new URLSearchParams(address.split('?')[1] ?? '').get('q') ?? '';
  const words = query.trim();
  const local = useLocalHits(query);
  const server = useServerHits(query);
  const hits = onePerConversation([...local, ...(server.query === words ? server.hits : [])]);
  const problem = server.problem === null ? '' : `. ${server.problem}`;
  const asked = words.length >= MIN_CHARS;
  return (
    <main aria-label="Search" className="flex min-w-0 flex-1 flex-col bg-panel">
      <div className="border-b px-4 py-3">
        <h1 className="sr-only">Search</h1>
        <SearchField query={query} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-2xl py-2">
          <p role="status" className="px-4 py-1 text-xs text-ink-3">
            {asked ? counted(hits.length, 'conversation') + problem : ''}
          </p>
          {asked ? null : (
            <EmptyState
              icon={<Search size={28} strokeWidth={1.5} aria-hidden="true" />}
              title="Search everything"
            >
              Two characters are enough, in any language.
            </EmptyState>
          )}
          <ul>
            {hits.map((hit) => (
              <HitRow key={hit.conversationId} hit={hit} query={words} />
            ))}
          </ul>
        </div>
      </div>
    </main>
  );
}

function onePerConversation(hits: readonly Hit[]): readonly Hit[] {
  const seen = new Set<string>();
  return hits.filter((hit) => !seen.has(hit.conversationId) && seen.add(hit.conversationId));
}

const searchAddress = (query: string) =>
  query === '' ? '/search' : `/search?q=${encodeURIComponent(query)}`;

function SearchField({ query }: { query: string }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <label className="mx-auto flex h-10 max-w-2xl items-center gap-2 rounded-md border border-line-strong px-3 focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/25">
      <Search size={16} aria-hidden="true" className="text-ink-3" />
      <input
        ref={field}
        type="search"
        aria-label="Search messages and contacts"
        placeholder="A name, a number, or words that were said"
        value={query}
        onChange={(event) => navigate(searchAddress(event.target.value), { replace: true })}
        className="h-full flex-1 bg-transparent outline-none"
      />
    </label>
  );
}

/** The words around the first place that matches, with that place marked. */
function Snippet({ text, query }: { text: string; query: string }) {
  const at = text.toLocaleLowerCase().indexOf(query.toLocaleLowerCase());
  if (at < 0) return text;
  const from = Math.max(0, at - 40);
  return (
    <>
      {from > 0 ? '…' : ''}
      {text.slice(from, at)}
      <mark className="rounded-xs bg-warn-soft text-warn">{text.slice(at, at + query.length)}</mark>
      {text.slice(at + query.length)}
    </>
  );
}

function HitRow({ hit, query }: { hit: Hit; query: string }) {
  const conversation = useConversation(hit.conversationId);
  const card = useRow('contact_cards', conversation?.cardId ?? null);
  const now = useNow();
  const name = card?.name ?? hit.name ?? 'Unknown customer';
  const address = addressOf({
    view: { kind: 'open' },
    filters: NO_FILTERS,
    conversationId: hit.conversationId,
    details: false,
  });
  return (
    <li>
      <a
        href={address}
        onClick={(event) => {
          event.preventDefault();
          navigate(address);
        }}
        className="flex items-center gap-3 border-b px-4 py-2.5 hover:bg-hover"
      >
        <Avatar
          name={name}
          seed={card?.contactId ?? hit.conversationId}
          {...(conversation === undefined ? {} : { channel: conversation.channel })}
        />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">
            <bdi>
              <Snippet text={name} query={query} />
            </bdi>
          </span>
          <span className="block truncate text-ink-2" dir="auto">
            <Snippet text={hit.text} query={query} />
          </span>
        </span>
        <time className="text-xs text-ink-3" dateTime={hit.at ?? undefined}>
          {age(hit.at, now)}
        </time>
      </a>
    </li>
  );
}
