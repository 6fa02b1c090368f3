import type { StepState } from '@frontdesk/core/sops/entities';
import {
  Circle,
  CircleAlert,
  CircleCheck,
  CircleDot,
  CircleMinus,
  CirclePause,
  CircleX,
  LoaderCircle,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

type Look = { readonly icon: LucideIcon; readonly words: string; readonly ink: string };

/** A step's state by shape, by word and by colour. */
const LOOKS: Readonly<Record<StepState, Look>> = {
  WAITING: { icon: Circle, words: 'Its turn comes', ink: 'text-ink-3' },
  PROPOSED: { icon: CircleDot, words: 'Waits for you', ink: 'text-accent-ink' },
  BLOCKED: { icon: CircleAlert, words: 'Something is missing', ink: 'text-warn' },
  RUNNING: { icon: LoaderCircle, words: 'Under way', ink: 'text-accent-ink' },
  DONE: { icon: CircleCheck, words: 'Done', ink: 'text-ok' },
  SKIPPED: { icon: CircleMinus, words: 'Skipped', ink: 'text-ink-3' },
  FAILED: { icon: CircleX, words: 'Failed', ink: 'text-bad' },
  STOPPED: { icon: CirclePause, words: 'Not done', ink: 'text-ink-3' },
};

/** Approved, it only waits for its turn. */
export const stateWords = (state: StepState, approved: boolean): string =>
  state === 'WAITING' && approved ? 'Approved' : LOOKS[state].words;

export function StepIcon({ state }: { state: StepState }) {
  const { icon: Icon, ink } = LOOKS[state];
  return (
    <Icon
      size={15}
      aria-hidden="true"
      className={`mt-0.5 shrink-0 ${ink} ${state === 'RUNNING' ? 'animate-spin' : ''}`}
    />
  );
}
