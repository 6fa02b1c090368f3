import type { MutationName } from '@frontdesk/core/mutations/arguments';
import { isMutationName } from '@frontdesk/core/mutations/registry';
import { newId } from '@frontdesk/core/ids';
import type { PendingItem, RefusedItem } from '@frontdesk/sync/client/sync-client';
import type { Workspace } from '../../replica/workspace.ts';
import { navigate } from '../../shell/location.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { addToDraft } from '../conversation/draft-store.ts';
import { NO_FILTERS, addressOf } from '../inbox/place.ts';
import { composerOf, writtenText } from './change-words.ts';

/** What one can do about a change that waits. None of them loses a word. */

export const conversationAddress = (conversationId: string): string =>
  addressOf({ view: { kind: 'open' }, filters: NO_FILTERS, conversationId, details: false });

const say = (
  text: string,
  more?: Parameters<ReturnType<typeof useWindowState.getState>['toast']>[1],
) => useWindowState.getState().toast(text, more);

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say('Text copied');
  } catch {
    say('The browser did not allow copying. Select the text instead.', { tone: 'bad' });
  }
}

/** Puts the words of a change back where they were written, behind what stands there. True where that is possible. */
function backToComposer(
  { me }: Workspace,
  { name, args }: Pick<PendingItem, 'name' | 'args'>,
): string | null {
  const composer = composerOf(name, args);
  const text = writtenText(args);
  if (composer === null || text === null) return null;
  addToDraft(me.userId, composer.conversationId, { mode: composer.mode, text });
  return composer.conversationId;
}

/**
 * Resolves when it is known whether a pending change could still be taken back. It could not when the engine hands
 * it over first: then it goes its way, and its words must not stand in the composer a second time.
 */
export function takenBack(
  { pending, withdraw }: Pick<Workspace, 'pending' | 'withdraw'>,
  uid: string,
): Promise<boolean> {
  const stand = () => pending.get().find((item) => item.uid === uid);
  return new Promise((resolve) => {
    let end: () => void = () => undefined;
    const look = () => {
      const item = stand();
      if (item !== undefined && !item.sent) return;
      end();
      resolve(item === undefined);
    };
    if (stand()?.sent !== false) return resolve(false);
    end = pending.subscribe(look);
    withdraw(uid);
  });
}

/** Takes a pending change back; a reply or note goes back to its composer. */
export async function takeBack(workspace: Workspace, item: PendingItem): Promise<void> {
  if (!(await takenBack(workspace, item.uid)))
    return say('It has gone out already: it could not be taken back.', { tone: 'bad' });
  const conversationId = backToComposer(workspace, item);
  if (conversationId === null) return sayWithText('Taken back', item.args);
  say('Taken back. The text is in its composer', {
    action: { label: 'Open', run: () => navigate(conversationAddress(conversationId)) },
  });
}

/** A refused reply or note goes back to its composer, and one goes there. */
export function editAndSend(workspace: Workspace, item: RefusedItem): void {
  const conversationId = backToComposer(workspace, item);
  if (conversationId === null) return;
  workspace.dismiss(item.uid);
  navigate(conversationAddress(conversationId));
}

/** Ids that a change makes are made anew: the old ones may be in use by what came of it elsewhere. */
const OWN_IDS = {
  'conversation.reply': 'messageId',
  'conversation.replyWithTemplate': 'messageId',
  'conversation.note': 'noteId',
} as const;

/** Does a refused change once more, as it was. */
export function tryAgain(
  workspace: Pick<Workspace, 'mutate' | 'dismiss'>,
  { uid, name, args }: RefusedItem,
): void {
  if (!isMutationName(name)) return;
  const own = OWN_IDS[name as keyof typeof OWN_IDS] as string | undefined;
  const fields = args as Readonly<Record<string, unknown>>;
  const again = own === undefined ? fields : { ...fields, [own]: newId() };
  // Name and arguments belong together: they come from one item.
  const mutate = workspace.mutate as (name: MutationName, args: unknown) => unknown;
  mutate(name, again);
  workspace.dismiss(uid);
}

/** Takes a refused change off the list; its words can still be had while the toast stands. */
export function dismissChange(workspace: Workspace, { uid, args }: RefusedItem): void {
  workspace.dismiss(uid);
  if (writtenText(args) !== null) sayWithText('Dismissed', args);
}

/** The words of a change can be had while the toast stands. */
function sayWithText(words: string, args: unknown): void {
  const text = writtenText(args);
  if (text === null) return say(words);
  say(words, { action: { label: 'Copy the text', run: () => void copyText(text) } });
}
