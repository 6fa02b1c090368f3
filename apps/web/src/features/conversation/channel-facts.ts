import type { ChannelKind, MessageType } from '@frontdesk/core/entities';
import { useSyncExternalStore } from 'react';
import { request } from '../../api/request.ts';

export type MediaKind = Extract<MessageType, 'IMAGE' | 'VIDEO' | 'AUDIO' | 'DOCUMENT' | 'STICKER'>;

export type CredentialField = {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly secret: boolean;
  readonly generated: boolean;
  readonly optional: boolean;
};

/** What a channel can do and takes, as `GET /api/v1/channels` says it (the shape of connector-kit's contract). */
export type ChannelFacts = {
  readonly kind: ChannelKind;
  readonly name: string;
  readonly limits: {
    /** UTF-16 units. */
    readonly textChars: number;
    readonly captionChars: number | null;
    readonly media: Readonly<
      Partial<
        Record<MediaKind, { readonly maxBytes: number; readonly mimeTypes: readonly string[] }>
      >
    >;
    readonly replyWindowHours: number | null;
  };
  readonly capabilities: {
    readonly typing: boolean;
    readonly readReceipts: boolean;
    readonly revoke: boolean;
    readonly quotes: boolean;
  };
  readonly fields: readonly CredentialField[];
};

/** Kept, so that a composer knows its limits before the network answers, or without one. */
const KEY = 'frontdesk.channels';
const listeners = new Set<() => void>();
let facts: readonly ChannelFacts[] = [];
let asked: Promise<void> | undefined;

function stored(): readonly ChannelFacts[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? (value as ChannelFacts[]) : [];
  } catch {
    return [];
  }
}

async function ask(): Promise<void> {
  facts = stored();
  const answer = await request<{ data: ChannelFacts[] }>('GET', '/channels');
  if (!answer.ok) {
    asked = undefined;
    return;
  }
  facts = answer.value.data;
  localStorage.setItem(KEY, JSON.stringify(facts));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  asked ??= ask();
  return () => listeners.delete(listener);
}

const get = () => facts;

export const useChannels = (): readonly ChannelFacts[] => useSyncExternalStore(subscribe, get, get);

/** Undefined until it is known for the first time on this device. */
export const useChannelFacts = (channel: ChannelKind): ChannelFacts | undefined =>
  useChannels().find((one) => one.kind === channel);

/** The same once it is known; undefined only when the network does not answer and nothing is kept. */
export async function channelFactsOf(channel: ChannelKind): Promise<ChannelFacts | undefined> {
  const known = () => facts.find((one) => one.kind === channel);
  if (known() === undefined) await (asked ??= ask());
  return known();
}
