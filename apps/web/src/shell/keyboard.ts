import { placeOf } from '../features/inbox/place.ts';
import type { Workspace } from '../replica/workspace.ts';
import { ACTIONS } from './actions.ts';
import type { Action, Here, Hotkey } from './actions.ts';
import { useWindowState } from './window-state.ts';

/** In a field, letters are text. Escape leaves it, and only the keys with Ctrl or ⌘ still act. */
function inField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !(target instanceof HTMLInputElement && target.type === 'checkbox')
  );
}

function fits(hotkey: Hotkey, event: KeyboardEvent): boolean {
  const mod = event.ctrlKey || event.metaKey;
  return (
    event.code === hotkey.code &&
    mod === (hotkey.mod === true) &&
    event.shiftKey === (hotkey.shift === true) &&
    !event.altKey
  );
}

/** The action that a key press asks for. `?` and `/` are also known by their sign, which sits elsewhere on many layouts. */
export function actionOf(event: KeyboardEvent): Action | undefined {
  if (event.isComposing) return undefined;
  if (!event.ctrlKey && !event.metaKey && !event.altKey) {
    if (event.key === '?') return ACTIONS.find((action) => action.id === 'help');
    if (event.key === '/') return ACTIONS.find((action) => action.id === 'search');
  }
  return ACTIONS.find((action) => action.keys?.some((hotkey) => fits(hotkey, event)) === true);
}

/** What the keyboard's actions are about at this moment. */
export function hereNow(workspace: Workspace): Here {
  const { selection, cursorId } = useWindowState.getState();
  const address = location.pathname + location.search;
  const openId = placeOf(address).conversationId;
  const one = openId ?? cursorId;
  const ids = selection.size > 0 ? [...selection] : one === null ? [] : [one];
  const anchor =
    document.querySelector(
      `[data-conversation="${selection.size > 0 || openId === null ? cursorId : ''}"]`,
    ) ??
    document.querySelector('main header') ??
    document.body;
  return { workspace, address, ids, anchor };
}

/** Does what a key asks for. `isTaken`: something on the page has acted on it already. */
export function onKeyDown(workspace: Workspace, event: KeyboardEvent, isTaken: boolean): void {
  const action = actionOf(event);
  if (action === undefined || isTaken) return;
  const mod = event.ctrlKey || event.metaKey;
  const floating =
    useWindowState.getState().overlay !== null ||
    document.activeElement?.closest('[role=dialog],[role=menu],[role=listbox]') != null;
  if ((inField(event.target) || floating) && !mod) return;
  // Enter on a link or button is that link's or button's.
  if (action.id === 'open' && event.code === 'Enter' && event.target !== document.body) return;
  const here = hereNow(workspace);
  if (!action.possible(here)) return;
  event.preventDefault();
  action.run(here);
}
