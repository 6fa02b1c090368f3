import { Button } from '@frontdesk/ui/button';
import type { SopRunStep } from '@frontdesk/core/sops/entities';
import { useWorkspace } from '../../replica/workspace.ts';
import { approve, dismissRun, putReplyInComposer, takeOver } from './decide-run.ts';
import { openReply } from './open-run.ts';
import type { RunCardProps } from './run-card.tsx';
import { consequence } from './run-words.ts';

type RunButtonsProps = RunCardProps & {
  steps: readonly SopRunStep[];
  /** Those that only wait for a yes. */
  ready: readonly SopRunStep[];
};

/** What a person can say to a run, and what saying yes will do. */
export function RunButtons({ run, steps, ready, keyed, seenUpTo }: RunButtonsProps) {
  const workspace = useWorkspace();
  const about = { run, steps };
  const suggests = run.autonomy === 'suggest';
  const usable = suggests && openReply(steps) !== undefined;
  const key = (shown: string) => (keyed ? { hotkey: shown } : {});
  return (
    <div className="mt-2.5 flex flex-wrap items-center justify-end gap-1.5">
      {ready.length > 0 ? (
        <p className="min-w-40 flex-1 text-xs text-ink-3 @max-[34rem]:basis-full">
          {consequence(ready)}
        </p>
      ) : null}
      {run.state === 'PROPOSED' ? (
        <Button
          size="sm"
          tone="quiet"
          onClick={() => dismissRun(workspace, about)}
          {...key('⇧D')}
          className="max-md:h-11"
        >
          Dismiss
        </Button>
      ) : null}
      {suggests ? null : (
        <Button
          size="sm"
          onClick={() => takeOver(workspace, about)}
          {...key('M')}
          className="max-md:h-11"
        >
          Take over
        </Button>
      )}
      {ready.length > 0 ? (
        <Button
          size="sm"
          tone={usable ? 'plain' : 'primary'}
          onClick={() => approve(workspace, about, seenUpTo)}
          {...key('Y')}
          className="max-md:h-11"
        >
          Approve
        </Button>
      ) : null}
      {usable ? (
        <Button
          size="sm"
          tone="primary"
          onClick={() => putReplyInComposer(workspace, about)}
          {...key('U')}
          className="max-md:h-11"
        >
          Use this reply
        </Button>
      ) : null}
    </div>
  );
}
