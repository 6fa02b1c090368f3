import type { RunState, SopRun, SopRunStep } from '@frontdesk/core/sops/entities';
import type { Tone } from '@frontdesk/ui/chip';
import { counted } from '../../shell/words.ts';
import type { TemplateValues } from '../../replica/template-values.ts';
import { awaits } from './open-run.ts';
import { missingOf, took } from './step-words.ts';

/** How far a run goes by itself. */
export const AUTONOMY: Readonly<Record<SopRun['autonomy'], { short: string; long: string }>> = {
  suggest: { short: 'suggests', long: 'It only suggests: what is done, you do.' },
  approve: { short: 'asks first', long: 'Nothing is done before somebody approves it.' },
  auto: { short: 'by itself', long: 'It does its steps by itself.' },
};

type State = { readonly words: string; readonly tone: Tone };

/** What people read of a run's state, where its steps are not beside it. */
export const RUN_WORDS: Readonly<Record<RunState, State>> = {
  PROPOSED: { words: 'Proposed', tone: 'accent' },
  RUNNING: { words: 'Working', tone: 'accent' },
  DONE: { words: 'Done', tone: 'ok' },
  STOPPED: { words: 'Stopped', tone: 'neutral' },
  FAILED: { words: 'Failed', tone: 'bad' },
  DISMISSED: { words: 'Dismissed', tone: 'neutral' },
};

/** Where a run stands. Approved, but not yet under way, is nobody's turn but ours. */
export function runState(run: SopRun, steps: readonly SopRunStep[], values: TemplateValues): State {
  switch (run.state) {
    case 'PROPOSED': {
      if (steps.some((step) => missingOf(step, values).length > 0))
        return { words: 'Something is missing', tone: 'warn' };
      if (!steps.some(awaits) && steps.length > 0) return { words: 'Approved', tone: 'accent' };
      return { words: run.autonomy === 'suggest' ? 'Suggestion' : 'Waits for you', tone: 'accent' };
    }
    case 'RUNNING':
      return steps.some(awaits) ? { words: 'Waits for you', tone: 'accent' } : RUN_WORDS.RUNNING;
    default:
      return RUN_WORDS[run.state];
  }
}

/** What a closed card says of a run that is over: why it ended, or what it came to. `ender` names who ended it. */
export function outcome(
  run: SopRun,
  steps: readonly SopRunStep[],
  ender: string | null,
): string | null {
  // Until the server has said so, the run's reason is why it had to ask.
  if (run.state === 'STOPPED' && ender !== null) return `${ender} took over`;
  if (run.state === 'DISMISSED' && ender !== null) return `by ${ender === 'You' ? 'you' : ender}`;
  if (run.state !== 'DONE') return run.reason;
  const done = steps.filter(({ state }) => state === 'DONE').length;
  const time = took(run);
  return `${counted(done, 'step')}${time === null ? '' : ` in ${time}`}`;
}

const NAMES: Readonly<Record<SopRunStep['action'], string>> = {
  send_reply: 'sends the reply to the customer',
  add_tag: 'adds a tag',
  assign: 'assigns the conversation',
  set_status: 'changes its status',
  escalate: 'escalates the conversation',
  call_webhook: 'calls a webhook',
  send_reset_link: 'sends a reset link',
};

const LIST = new Intl.ListFormat('en', { type: 'conjunction' });

/** Says what will happen: "Approving sends the reply to the customer and adds a tag." */
export const consequence = (steps: readonly SopRunStep[]): string =>
  `Approving ${LIST.format([...new Set(steps.map(({ action }) => NAMES[action]))])}.`;
