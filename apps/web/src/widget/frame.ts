import type {
  VisitorClientEvents,
  VisitorServerEvents,
  VisitorSession,
  VisitorUpload,
} from '@frontdesk/core/visitor-protocol';
import type { Socket } from 'socket.io-client';
import {
  EMPTY,
  failing,
  newestNumber,
  saying,
  shown,
  unreadAfter,
  withMessages,
  without,
} from './conversation.ts';
import type { Conversation, Unsent } from './conversation.ts';
import { MessageList } from './message-list.ts';
import { io } from './socket.io.js';
import { parseStored } from './visitor-store.ts';
import type { Stored } from './visitor-store.ts';

const params = new URLSearchParams(location.search);
const inboxId = params.get('inbox') ?? '';
const byId = <T extends HTMLElement>(id: string, kind: new () => T): T => {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`assertion failed: no ${id}`);
  return found;
};
const text = byId('text', HTMLTextAreaElement);
const state = byId('state', HTMLParagraphElement);
const list = byId('messages', HTMLUListElement);
const file = byId('file', HTMLInputElement);

/** `POST` a file, `GET` its bytes. */
const FILES = '/api/v1/visitor/files';
const MAX_PHOTO_BYTES = 10_000_000;
/** Typing is repeated this often while it lasts, and counts for as long as the protocol says. */
const TYPING_REPEAT_MS = 4_000;
const TYPING_HOLDS_MS = 6_000;

/** The page that frames us keeps what has to last; opened by itself, the frame has storage of its own. */
const embedded = window.parent !== window;
const OWN_KEY = `frontdesk.visitor.${inboxId}`;
/** A page without our loader never answers; the chat then begins anew. */
const RESTORE_WAIT_MS = 1_500;

let token: string | null = null;
let seen = 0;
let conversation: Conversation = EMPTY;
let open = !embedded;
let typingSaid = 0;
let agentTimer: ReturnType<typeof setTimeout> | undefined;
const files = new Map<string, Promise<string | null>>();

const tellPage = (message: object) => {
  if (embedded) window.parent.postMessage({ frontdesk: message }, '*');
};

let lastKept = '';

/** A stranger who has not written leaves nothing behind. */
function keep(): void {
  if (conversation.messages.length === 0 && conversation.unsent.length === 0) return;
  const stored = JSON.stringify({ token, seen, unsent: conversation.unsent } satisfies Stored);
  if (stored === lastKept) return;
  lastKept = stored;
  if (embedded) tellPage({ type: 'keep', stored });
  else localStorage.setItem(OWN_KEY, stored);
}

/** UUIDv7, which the protocol asks for: 48 bits of time, then chance. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 0xff;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

const socket: Socket<VisitorServerEvents, VisitorClientEvents> = io('/visitor', {
  transports: ['websocket'],
  autoConnect: false,
  auth: (give: (auth: object) => void) => {
    const known = Object.fromEntries(
      ['name', 'email'].flatMap((field) =>
        params.get(field) === null ? [] : [[field, params.get(field)]],
      ),
    );
    give({ inboxId, ...(token === null ? {} : { visitorToken: token }), ...known });
  },
});

async function fetchFile(id: string, thumbnail: boolean): Promise<string | null> {
  const response = await fetch(`${FILES}/${id}${thumbnail ? '/thumbnail' : ''}`, {
    headers: { authorization: `Bearer ${token}` },
    credentials: 'omit',
  }).catch(() => null);
  return response?.ok === true ? URL.createObjectURL(await response.blob()) : null;
}

const messageList = new MessageList({
  list,
  earlier: byId('earlier', HTMLButtonElement),
  fetchFile: (id, thumbnail) => {
    const known = files.get(id) ?? fetchFile(id, thumbnail);
    files.set(id, known);
    return known;
  },
  onEarlier: () =>
    socket.emit(
      'history',
      { before: conversation.messages[0]?.number ?? 0 },
      ({ messages, hasMore }) => {
        conversation = { ...withMessages(conversation, messages), hasMore };
        draw();
      },
    ),
  onRetry: (id) => {
    const say = conversation.unsent.find((one) => one.id === id);
    if (say !== undefined) send(say);
  },
});

function say(words: string, bad = false): void {
  state.textContent = words;
  state.classList.toggle('bad', bad);
}

/** What is on the screen of an open chat is read; a closed one tells the page how much waits. */
function markSeen(): void {
  const newest = newestNumber(conversation);
  if (newest > 0 && socket.connected) socket.emit('received', { upTo: newest });
  if (!open || document.visibilityState !== 'visible')
    return tellPage({ type: 'unread', unread: unreadAfter(conversation, seen) });
  if (newest <= seen) return;
  seen = newest;
  if (socket.connected) socket.emit('read', { upTo: newest });
}

function draw(): void {
  messageList.draw(shown(conversation, new Date().toISOString()), conversation.hasMore);
  markSeen();
  keep();
}

function send(unsent: Unsent): void {
  conversation = saying(conversation, unsent);
  draw();
  if (socket.connected) deliver(unsent);
}

function deliver(unsent: Unsent): void {
  socket.emit('message', unsent, (ack) => {
    if (ack.ok) return;
    const { retryAfter, message } = ack.refusal;
    if (retryAfter !== undefined) {
      setTimeout(() => deliver(unsent), retryAfter * 1_000);
      return;
    }
    conversation = failing(conversation, unsent.id);
    say(message, true);
    draw();
  });
}

async function upload(photo: File): Promise<void> {
  if (photo.size > MAX_PHOTO_BYTES) return say('That photo is larger than 10 MB.', true);
  say('Sending the photo…');
  const form = new FormData();
  form.set('file', photo);
  const response = await fetch(FILES, {
    credentials: 'omit',
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${token}` },
  }).catch(() => null);
  if (response?.ok !== true) return say('The photo could not be sent. Try again.', true);
  say('');
  send({
    id: newId(),
    text: text.value.trim(),
    attachment: (await response.json()) as VisitorUpload,
  });
  text.value = '';
}

socket.on('session', (session: VisitorSession) => {
  token = session.visitorToken;
  conversation = {
    ...withMessages({ ...conversation, messages: [] }, session.messages),
    hasMore: session.hasMore,
  };
  byId('title', HTMLHeadingElement).textContent = session.inboxName;
  showTeam(session.teamOnline);
  say('');
  draw();
  for (const unsent of conversation.unsent)
    if (!conversation.failed.has(unsent.id)) deliver(unsent);
});
socket.on('message', (message) => {
  conversation = withMessages(conversation, [message]);
  if (message.from === 'team') showTyping(null);
  draw();
});
socket.on('removed', ({ id }) => {
  conversation = without(conversation, id);
  draw();
});
socket.on('receipt', ({ id, number }) => {
  const unsent = conversation.unsent.find((one) => one.id === id);
  if (unsent === undefined || unsent.attachment !== undefined) return;
  const message = {
    id,
    number,
    from: 'visitor' as const,
    authorName: null,
    text: unsent.text,
    at: new Date().toISOString(),
    attachments: [],
  };
  conversation = withMessages(conversation, [message]);
  draw();
});
socket.on('typing', ({ agentName }) => showTyping(agentName));
socket.on('agent', ({ online }) => showTeam(online));
socket.on('disconnect', () => say('Connecting again…'));
socket.on('connect_error', (error) => {
  const { data } = error as Error & { data?: { code?: string } };
  say(
    data?.code === 'NOT_FOUND' ? 'This chat is not available.' : 'Connecting again…',
    data?.code === 'NOT_FOUND',
  );
});

function showTeam(online: boolean): void {
  byId('presence', HTMLParagraphElement).textContent = online
    ? 'We are here'
    : 'We answer as soon as we are back';
}

function showTyping(name: string | null): void {
  clearTimeout(agentTimer);
  say(name === null ? '' : `${name} is typing…`);
  if (name !== null) agentTimer = setTimeout(() => say(''), TYPING_HOLDS_MS);
}

function stopTyping(): void {
  if (typingSaid > 0 && socket.connected) socket.emit('typing', { on: false });
  typingSaid = 0;
}

byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (words === '') return;
  stopTyping();
  text.value = '';
  send({ id: newId(), text: words });
});
text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  byId('form', HTMLFormElement).requestSubmit();
});
text.addEventListener('input', () => {
  if (text.value === '') return stopTyping();
  if (Date.now() - typingSaid < TYPING_REPEAT_MS || !socket.connected) return;
  typingSaid = Date.now();
  socket.emit('typing', { on: true });
});
byId('photo', HTMLButtonElement).addEventListener('click', () => file.click());
file.addEventListener('change', () => {
  const photo = file.files?.[0];
  file.value = '';
  if (photo !== undefined) void upload(photo);
});
byId('close', HTMLButtonElement).addEventListener('click', () => tellPage({ type: 'close' }));
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') tellPage({ type: 'close' });
});
document.addEventListener('visibilitychange', markSeen);

let begun = false;

function begin(text: unknown): void {
  if (begun) return;
  begun = true;
  const stored = parseStored(text);
  token = stored.token;
  seen = stored.seen;
  conversation = { ...EMPTY, unsent: stored.unsent };
  draw();
  socket.connect();
}

addEventListener('message', (event) => {
  const said = (
    event.data as { frontdesk?: { type?: string; open?: boolean; stored?: unknown } } | null
  )?.frontdesk;
  if (event.source !== window.parent || said === undefined) return;
  if (said.type === 'restored') begin(said.stored);
  if (said.type !== 'restored' && said.type !== 'shown') return;
  open = said.open === true;
  if (open) text.focus();
  markSeen();
});

if (embedded) {
  tellPage({ type: 'ready' });
  setTimeout(() => begin(null), RESTORE_WAIT_MS);
} else begin(localStorage.getItem(OWN_KEY));
