import { Button } from '@frontdesk/ui/button';
import { Dialog } from '@frontdesk/ui/dialog';
import { endSession } from '../shell/session.ts';
import { counted } from '../shell/words.ts';

/** What was done here and has not reached the server waits in this browser for the same person to come back, if they want so. */
export function SignOutDialog({ pending, onClose }: { pending: number; onClose: () => void }) {
  const footer = (
    <>
      <Button tone="quiet" onClick={onClose}>
        Stay
      </Button>
      <Button onClick={() => void endSession({ keepWork: true })}>Sign out, keep them</Button>
      <Button tone="danger" onClick={() => void endSession({ keepWork: false })}>
        Sign out, delete them
      </Button>
    </>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title="Not everything is saved for all yet"
      description={`${counted(pending, 'change')} of yours ${pending === 1 ? 'has' : 'have'} not gone out. Kept on this device, ${pending === 1 ? 'it goes' : 'they go'} out when you sign in here again.`}
      footer={footer}
    />
  );
}
