import { Button } from '@frontdesk/ui/button';
import { Dialog } from '@frontdesk/ui/dialog';
import { writtenFields } from './procedure-answer.ts';
import type { ProcedureAnswer } from './procedure-answer.ts';
import { FIELD_WORDS, changedFields, fieldsOf } from './procedure-draft.ts';
import type { ProcedureDraft } from './use-procedure-draft.ts';

const LIST = new Intl.ListFormat('en');

/** A save met somebody else's: what differs is said, and neither is lost without a word. */
export function ConflictDialog({
  theirs,
  editing,
}: {
  theirs: ProcedureAnswer;
  editing: ProcedureDraft;
}) {
  const { busy, draft, save, takeTheirs, closeConflict } = editing;
  const differing = changedFields(writtenFields(theirs), fieldsOf(draft));
  const names = Object.keys(differing).map((name) => FIELD_WORDS[name as keyof typeof FIELD_WORDS]);
  return (
    <Dialog
      open
      onClose={closeConflict}
      title="Somebody else saved it meanwhile"
      footer={
        <>
          <Button tone="danger" onClick={takeTheirs}>
            Take theirs
          </Button>
          <Button tone="primary" disabled={busy} onClick={() => void save(theirs)}>
            Save my changes
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2 text-ink-2">
        <p>{`Version ${theirs.version} stands now. Yours differs in ${LIST.format(names)}.`}</p>
        <p>
          Saving puts what you changed on top of theirs and leaves the rest as they have it. Taking
          theirs drops what you changed.
        </p>
      </div>
    </Dialog>
  );
}
