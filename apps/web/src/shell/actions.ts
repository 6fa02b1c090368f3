import { setStatus, snooze } from '../features/inbox/changes.ts';
import { addressOf, NO_FILTERS, placeOf } from '../features/inbox/place.ts';
import type { View } from '../features/inbox/place.ts';
import { conversationIds } from '../features/inbox/use-view.ts';
import { COMPOSE_EVENT } from '../features/conversation/compose-event.ts';
import { isActive } from '../replica/indexes.ts';
import type { Workspace } from '../replica/workspace.ts';
import { allowed } from '../replica/workspace.ts';
import { navigate } from './location.ts';
import { RUN_ACTIONS } from './run-actions.ts';
import { setTheme } from './theme.ts';
import { useWindowState } from './window-state.ts';
import type { Overlay } from './window-state.ts';

/** A physical key (`KeyboardEvent.code`), so that it works on every layout, and how it is shown. */
export type Hotkey = {
  readonly code: string;
  readonly shift?: boolean;
  readonly mod?: boolean;
  readonly shown: string;
};

/** Something one can do: the keyboard, the palette and the help all read this list. */
export type Action = {
  readonly id: string;
  readonly label: string;
  readonly group: 'Conversation' | 'Procedures' | 'Move' | 'Go to' | 'Window';
  readonly keys?: readonly Hotkey[];
  /** More words that find it. */
  readonly keywords?: string;
  /** Whether it makes sense here and now. */
  readonly possible: (here: Here) => boolean;
  readonly run: (here: Here) => void;
};

export type Here = {
  readonly workspace: Workspace;
  readonly address: string;
  /** What an action is about: the ticked rows, else the open conversation, else the row under the cursor. */
  readonly ids: readonly string[];
  /** Where a picker opens. */
  readonly anchor: Element;
};

const key = (
  code: string,
  shown: string,
  more: { shift?: boolean; mod?: boolean } = {},
): Hotkey => ({ code, shown, ...more });
const about = ({ ids }: Here) => ids.length > 0;
const always = () => true;
const inInbox = ({ address }: Here) => address.startsWith('/inbox') || address === '/';
const oneOpen = (here: Here) => placeOf(here.address).conversationId !== null;

const may =
  (
    permission: Parameters<typeof allowed>[1],
    and: Action['possible'] = about,
  ): Action['possible'] =>
  (here) =>
    allowed(here.workspace.me, permission) && and(here);

const opens =
  (
    kind: Extract<Overlay, { ids: readonly string[] }>['kind'] &
      ('assign' | 'tag' | 'snooze' | 'status' | 'priority'),
  ) =>
  ({ ids, anchor }: Here) =>
    useWindowState.getState().open({ kind, ids, anchor });

function move(here: Here, step: number): void {
  const place = placeOf(here.address);
  const ids = conversationIds(here.workspace, place.view, place.filters).get();
  const { cursorId, moveCursor } = useWindowState.getState();
  const at = cursorId === null ? -1 : ids.indexOf(cursorId);
  const id = ids[Math.min(Math.max(at + step, 0), ids.length - 1)];
  if (id === undefined) return;
  moveCursor(id);
  if (place.conversationId !== null)
    navigate(addressOf({ ...place, conversationId: id }), { replace: true });
}

const openCursor = ({ address }: Here) => {
  const id = useWindowState.getState().cursorId;
  if (id !== null) navigate(addressOf({ ...placeOf(address), conversationId: id }));
};

const compose = (mode: 'reply' | 'note') => () =>
  document.dispatchEvent(new CustomEvent(COMPOSE_EVENT, { detail: mode }));

const goTo = (view: View) => () =>
  navigate(addressOf({ view, filters: NO_FILTERS, conversationId: null, details: false }));

const toggleResolved = ({ workspace, ids }: Here) => {
  const active = ids.some((id) => {
    const row = workspace.store.row('conversations', id).get();
    return row !== undefined && isActive(row);
  });
  setStatus(workspace, ids, active ? 'RESOLVED' : 'OPEN');
  useWindowState.getState().selectAll([]);
};

const tick = () => {
  const { cursorId, selection, select } = useWindowState.getState();
  if (cursorId !== null) select(cursorId, !selection.has(cursorId));
};

const back = ({ address }: Here) => {
  const state = useWindowState.getState();
  const place = placeOf(address);
  if (state.selection.size > 0) return state.selectAll([]);
  if (place.details) return navigate(addressOf({ ...place, details: false }));
  if (place.conversationId !== null) navigate(addressOf({ ...place, conversationId: null }));
};

export const ACTIONS: readonly Action[] = [
  {
    id: 'resolve',
    label: 'Resolve or reopen',
    group: 'Conversation',
    keys: [key('KeyE', 'E')],
    keywords: 'done close finish',
    possible: may('conversation.status'),
    run: toggleResolved,
  },
  {
    id: 'assign',
    label: 'Assign to…',
    group: 'Conversation',
    keys: [key('KeyA', 'A')],
    keywords: 'give team owner',
    possible: may('conversation.assign'),
    run: opens('assign'),
  },
  {
    id: 'tag',
    label: 'Tag…',
    group: 'Conversation',
    keys: [key('KeyT', 'T')],
    keywords: 'label',
    possible: may('conversation.tag'),
    run: opens('tag'),
  },
  {
    id: 'snooze',
    label: 'Snooze…',
    group: 'Conversation',
    keys: [key('KeyS', 'S')],
    keywords: 'later remind',
    possible: may('conversation.status'),
    run: opens('snooze'),
  },
  {
    id: 'wake',
    label: 'Wake up now',
    group: 'Conversation',
    keywords: 'unsnooze',
    possible: may('conversation.status'),
    run: ({ workspace, ids }) => snooze(workspace, ids, null),
  },
  {
    id: 'priority',
    label: 'Set priority…',
    group: 'Conversation',
    keys: [key('KeyP', 'P')],
    keywords: 'urgent high low',
    possible: may('conversation.status'),
    run: opens('priority'),
  },
  {
    id: 'status',
    label: 'Set status…',
    group: 'Conversation',
    keywords: 'waiting pending closed spam',
    possible: may('conversation.status'),
    run: opens('status'),
  },
  {
    id: 'reply',
    label: 'Write a reply',
    group: 'Conversation',
    keys: [key('KeyR', 'R')],
    keywords: 'answer',
    possible: may('conversation.reply', oneOpen),
    run: compose('reply'),
  },
  {
    id: 'note',
    label: 'Write a note',
    group: 'Conversation',
    keys: [key('KeyN', 'N')],
    keywords: 'internal comment',
    possible: may('conversation.note', oneOpen),
    run: compose('note'),
  },
  ...RUN_ACTIONS,
  {
    id: 'next',
    label: 'Next conversation',
    group: 'Move',
    keys: [key('KeyJ', 'J')],
    possible: inInbox,
    run: (here) => move(here, 1),
  },
  {
    id: 'previous',
    label: 'Previous conversation',
    group: 'Move',
    keys: [key('KeyK', 'K')],
    possible: inInbox,
    run: (here) => move(here, -1),
  },
  {
    id: 'open',
    label: 'Open the conversation',
    group: 'Move',
    keys: [key('Enter', '⏎'), key('KeyO', 'O')],
    possible: inInbox,
    run: openCursor,
  },
  {
    id: 'select',
    label: 'Select the conversation',
    group: 'Move',
    keys: [key('KeyX', 'X')],
    keywords: 'tick bulk',
    possible: inInbox,
    run: tick,
  },
  {
    id: 'back',
    label: 'Back',
    group: 'Move',
    keys: [key('Escape', 'Esc')],
    possible: inInbox,
    run: back,
  },
  {
    id: 'mine',
    label: 'Go to Mine',
    group: 'Go to',
    keys: [key('Digit1', '1')],
    possible: always,
    run: goTo({ kind: 'mine' }),
  },
  {
    id: 'unassigned',
    label: 'Go to Unassigned',
    group: 'Go to',
    keys: [key('Digit2', '2')],
    possible: always,
    run: goTo({ kind: 'unassigned' }),
  },
  {
    id: 'all',
    label: 'Go to All open',
    group: 'Go to',
    keys: [key('Digit3', '3')],
    possible: always,
    run: goTo({ kind: 'open' }),
  },
  {
    id: 'mentions',
    label: 'Go to Mentions',
    group: 'Go to',
    keys: [key('Digit4', '4')],
    possible: always,
    run: goTo({ kind: 'mentions' }),
  },
  {
    id: 'snoozed',
    label: 'Go to Snoozed',
    group: 'Go to',
    keys: [key('Digit5', '5')],
    possible: always,
    run: goTo({ kind: 'snoozed' }),
  },
  {
    id: 'resolved',
    label: 'Go to Resolved',
    group: 'Go to',
    keys: [key('Digit6', '6')],
    possible: always,
    run: goTo({ kind: 'resolved' }),
  },
  {
    id: 'approval',
    label: 'Go to Waiting for approval',
    group: 'Go to',
    keys: [key('Digit7', '7')],
    keywords: 'ai procedures sop',
    possible: always,
    run: goTo({ kind: 'approval' }),
  },
  {
    id: 'failed',
    label: 'Go to Failed sends',
    group: 'Go to',
    keywords: 'dead letters errors',
    possible: may('deadLetter.read', always),
    run: goTo({ kind: 'failed' }),
  },
  {
    id: 'outbox',
    label: 'Go to Waiting to go out',
    group: 'Go to',
    keys: [key('Digit8', '8')],
    keywords: 'queue pending unsent offline outbox sync refused',
    possible: always,
    run: () => navigate('/outbox'),
  },
  {
    id: 'search',
    label: 'Search messages and contacts',
    group: 'Go to',
    keys: [key('Slash', '/')],
    keywords: 'find',
    possible: always,
    run: () => navigate('/search'),
  },
  {
    id: 'settings',
    label: 'Settings',
    group: 'Go to',
    keywords:
      'inboxes team account password api keys intents procedures sop ai providers webhooks decision log',
    possible: always,
    run: () => navigate('/settings'),
  },
  {
    id: 'palette',
    label: 'Search or jump',
    group: 'Window',
    keys: [key('KeyK', '⌘K', { mod: true })],
    possible: always,
    run: () => useWindowState.getState().open({ kind: 'palette' }),
  },
  {
    id: 'details',
    label: 'Show or hide details',
    group: 'Window',
    keys: [key('BracketRight', ']')],
    possible: inInbox,
    run: () => useWindowState.getState().toggleDetails(),
  },
  {
    id: 'help',
    label: 'All keys',
    group: 'Window',
    keys: [key('Slash', '?', { shift: true })],
    keywords: 'shortcuts keyboard help',
    possible: always,
    run: () => useWindowState.getState().open({ kind: 'help' }),
  },
  {
    id: 'light',
    label: 'Light theme',
    group: 'Window',
    possible: always,
    run: () => setTheme('light'),
  },
  {
    id: 'dark',
    label: 'Dark theme',
    group: 'Window',
    possible: always,
    run: () => setTheme('dark'),
  },
  {
    id: 'system',
    label: 'Theme of the system',
    group: 'Window',
    possible: always,
    run: () => setTheme('system'),
  },
];
