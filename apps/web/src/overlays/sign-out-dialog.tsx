import { Button } from '@frontdesk/ui/button';
import { Dialog } from '@frontdesk/ui/dialog';
import { endSession } from '../shell/session.ts';
import { counted } from '../shell/words.ts';

/** What was done here and has not reached the server would wait in this browser for the same person to come back. */
export function SignOutDialog({ pending, onClose }: { pending: number; onClose: () => void }) {
  const footer = (
    <>
      <Button tone="quiet" onClick={onClose}>
        Stay
      </Button>
      <Button tone="danger" onClick={() => void endSession()}>
        Sign out anyway
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title="Not everything is saved for all yet"
      description={`${counted(pending, 'change')} of yours will go out only when you sign in here again.`}
      footer={footer}
    />
  );
}
