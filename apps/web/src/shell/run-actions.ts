import { readings } from '../replica/indexes.ts';
import { allowed } from '../replica/workspace.ts';
import type { Permission } from '@frontdesk/core/roles';
import { DRAFT_EVENT } from '../features/conversation/compose-event.ts';
import { placeOf } from '../features/inbox/place.ts';
import { awaits, openReply, openRun } from '../features/runs/open-run.ts';
import type { OpenRun } from '../features/runs/open-run.ts';
import type { Action, Here, Hotkey } from './actions.ts';
import { useWindowState } from './window-state.ts';

/** What one can do about how a message was read, and about a procedure at work on it. */

/** What is decided on a run is on the screen: the open conversation's, never a row's under the cursor. */
function runHere({ workspace, address }: Here): OpenRun | null {
  const id = placeOf(address).conversationId;
  return id === null ? null : openRun(workspace.store, id);
}

const may =
  (permission: Permission, fits: (open: OpenRun) => boolean): Action['possible'] =>
  (here) => {
    const open = runHere(here);
    return open !== null && allowed(here.workspace.me, permission) && fits(open);
  };

const decisions = () => import('../features/runs/decide-run.ts');
type Decide = (module: Awaited<ReturnType<typeof decisions>>, here: Here, open: OpenRun) => void;

/** The code of a decision comes with the conversation's: here it is only asked for. */
const decide =
  (by: Decide): Action['run'] =>
  (here) => {
    const open = runHere(here);
    if (open !== null) void decisions().then((module) => by(module, here, open));
  };

const newestReading = ({ workspace, ids: [id, ...more] }: Here) =>
  id === undefined || more.length > 0 ? undefined : workspace.store.list(readings, id).get().at(-1);

const letter = (code: string, shown: string, shift = false): readonly Hotkey[] => [
  { code, shown: shift ? `⇧${shown}` : shown, shift },
];

const group = 'Procedures' as const;

export const RUN_ACTIONS: readonly Action[] = [
  {
    id: 'intent',
    label: 'Correct the intent…',
    group,
    keys: letter('KeyI', 'I'),
    keywords: 'classify reading wrong teach',
    possible: (here) =>
      allowed(here.workspace.me, 'classification.correct') && newestReading(here) !== undefined,
    run: (here) => {
      const reading = newestReading(here);
      if (reading === undefined) return;
      const anchor = document.querySelector(`[data-reading="${reading.id}"]`) ?? here.anchor;
      useWindowState.getState().open({ kind: 'intent', anchor, reading });
    },
  },
  {
    id: 'approve',
    label: 'Approve the procedure',
    group,
    keys: letter('KeyY', 'Y'),
    keywords: 'yes sop run accept',
    possible: may('sopRun.decide', ({ steps }) => steps.some(awaits)),
    run: decide((module, { workspace }, open) =>
      module.approve(workspace, open, module.newestNumber(workspace, open.run.conversationId)),
    ),
  },
  {
    id: 'use-reply',
    label: 'Use the suggested reply',
    group,
    keys: letter('KeyU', 'U'),
    keywords: 'sop draft',
    possible: may(
      'conversation.reply',
      ({ run, steps }) => run.autonomy === 'suggest' && openReply(steps) !== undefined,
    ),
    run: decide((module, { workspace }, open) => module.putReplyInComposer(workspace, open)),
  },
  {
    id: 'edit-reply',
    label: 'Edit the proposed reply',
    group,
    keys: letter('KeyE', 'E', true),
    possible: may('sopRun.decide', ({ steps }) => openReply(steps) !== undefined),
    run: decide((module, _here, open) => module.editReply(open)),
  },
  {
    id: 'skip-step',
    label: 'Skip the next step',
    group,
    keys: letter('KeyS', 'S', true),
    possible: may('sopRun.decide', ({ steps }) => steps.some(awaits)),
    run: decide((module, { workspace }, open) => module.skipNext(workspace, open)),
  },
  {
    id: 'take-over',
    label: 'Take over from the AI',
    group,
    keys: letter('KeyM', 'M'),
    keywords: 'stop mine human',
    possible: may('sopRun.decide', ({ run }) => run.autonomy !== 'suggest'),
    run: decide((module, { workspace }, open) => module.takeOver(workspace, open)),
  },
  {
    id: 'dismiss-run',
    label: 'Dismiss the procedure',
    group,
    keys: letter('KeyD', 'D', true),
    keywords: 'no reject',
    possible: may('sopRun.decide', ({ run }) => run.state === 'PROPOSED'),
    run: decide((module, { workspace }, open) => module.dismissRun(workspace, open)),
  },
  {
    id: 'draft',
    label: 'Draft a reply with AI',
    group,
    keys: letter('KeyD', 'D'),
    keywords: 'write suggest compose',
    possible: ({ workspace, address }) =>
      placeOf(address).conversationId !== null && allowed(workspace.me, 'ai.use'),
    run: () => document.dispatchEvent(new CustomEvent(DRAFT_EVENT)),
  },
];
