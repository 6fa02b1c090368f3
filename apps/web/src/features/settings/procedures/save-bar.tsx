import { Button } from '@frontdesk/ui/button';
import type { ProcedureDraft } from './use-procedure-draft.ts';

/** Always in sight: whether what is on the screen is saved. */
export function SaveBar({ editing, isNew }: { editing: ProcedureDraft; isNew: boolean }) {
  const { dirty, busy, save, discard } = editing;
  return (
    <div className="sticky bottom-0 z-10 -mx-6 -mb-6 flex items-center gap-2 border-t bg-panel px-6 py-3 max-md:-mx-4 max-md:-mb-3 max-md:px-4">
      <p role="status" className="flex-1 text-xs text-ink-2">
        {dirty ? 'Not saved yet' : isNew ? '' : 'Saved for all'}
      </p>
      {dirty && !isNew ? (
        <Button tone="quiet" onClick={discard}>
          Discard
        </Button>
      ) : null}
      <Button
        tone="primary"
        hotkey="⌘S"
        disabled={busy || (!dirty && !isNew)}
        onClick={() => void save()}
      >
        {isNew ? 'Save the procedure' : 'Save'}
      </Button>
    </div>
  );
}
