'use client';
import { QUERY_CHARS } from '@frontdesk/core/search-tokens';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { Search } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { navigate } from '../../shell/location.ts';
import { counted } from '../../shell/words.ts';
import { searchWords } from './highlight.ts';
import { HitList } from './hit-list.tsx';
import { onePerConversation, onlyThere } from './hits.ts';
import { MIN_CHARS, useLocal, useServer } from './use-found.ts';

/** First what this device finds, at once and without a network; then what only the server has, behind it and named as such. */
export function SearchScreen({ address }: { address: string }) {
  const query = new URLSearchParams(address.split('?')[1] ?? '').get('q') ?? '';
  const words = query.trim().slice(0, QUERY_CHARS);
  const local = useLocal(words);
  const server = useServer(words);
  const { customers, messages } = local.found;
  const older = useMemo(
    () => onePerConversation(server?.found.messages ?? [], messages),
    [server, messages],
  );
  const others = useMemo(
    () => onlyThere(server?.found.customers ?? [], customers),
    [server, customers],
  );
  const marked = useMemo(() => searchWords(words), [words]);
  const asked = words.length >= MIN_CHARS;
  const here = customers.length + messages.length;
  const there = others.length + older.length;
  const nothing = asked && local.words === words && here + there === 0 && server !== null;
  return (
    <main aria-label="Search" className="flex min-w-0 flex-1 flex-col bg-panel">
      <div className="border-b px-4 py-3">
        <h1 className="sr-only">Search</h1>
        <SearchField query={query} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-2xl py-2">
          <p role="status" className="min-h-6 px-4 py-1 text-xs text-ink-3">
            {asked ? howMuch(here + there, server) : ''}
          </p>
          {asked ? null : <Teach />}
          {nothing ? <NothingFound words={words} /> : null}
          <HitList title="Customers" hits={customers} words={marked} />
          <HitList title="Messages" hits={messages} words={marked} />
          <HitList title="More customers, from the server" hits={others} words={marked} />
          <HitList title="Older, from the server" hits={older} words={marked} />
        </div>
      </div>
    </main>
  );
}

function howMuch(count: number, server: ReturnType<typeof useServer>): string {
  const found = counted(count, 'result');
  if (server === null) return `${found} on this device. Asking the server for more…`;
  return server.problem === null ? found : `${found}. ${server.problem}`;
}

function Teach() {
  return (
    <EmptyState
      icon={<Search size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="Search everything"
    >
      Two characters are enough, in any language. Without a network, what is on this device is
      searched.
    </EmptyState>
  );
}

function NothingFound({ words }: { words: string }) {
  return (
    <EmptyState
      icon={<Search size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="Nothing found"
    >
      No customer and no message has <bdi>“{words}”</bdi>. Every word has to be there; the last one
      may be a beginning.
    </EmptyState>
  );
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
        maxLength={QUERY_CHARS}
        ref={field}
        type="search"
        aria-label="Search messages and contacts"
        placeholder="A name, a number, or words that were said"
        value={query}
        autoComplete="off"
        dir="auto"
        onChange={(event) => navigate(searchAddress(event.target.value), { replace: true })}
        className="h-full flex-1 bg-transparent outline-none"
      />
    </label>
  );
}
