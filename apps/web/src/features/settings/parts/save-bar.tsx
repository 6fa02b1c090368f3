import { Button } from '@frontdesk/ui/button';

type SaveBarProps = {
  dirty: boolean;
  busy: boolean;
  /** Words of the button for something that does not exist yet; absent for what is there. */
  create?: string;
  onSave: () => void;
  onDiscard: () => void;
};

/** Always in sight: whether what is on the screen is saved. */
export function SaveBar({ dirty, busy, create, onSave, onDiscard }: SaveBarProps) {
  return (
    <div className="sticky bottom-0 z-10 -mx-6 -mb-6 flex items-center gap-2 border-t bg-panel px-6 py-3 max-md:-mx-4 max-md:-mb-3 max-md:px-4">
      <p role="status" className="flex-1 text-xs text-ink-2">
        {dirty ? 'Not saved yet' : create === undefined ? 'Saved for all' : ''}
      </p>
      {dirty && create === undefined ? (
        <Button tone="quiet" onClick={onDiscard}>
          Discard
        </Button>
      ) : null}
      <Button
        tone="primary"
        hotkey="⌘S"
        disabled={busy || (!dirty && create === undefined)}
        onClick={onSave}
      >
        {create ?? 'Save'}
      </Button>
    </div>
  );
}
