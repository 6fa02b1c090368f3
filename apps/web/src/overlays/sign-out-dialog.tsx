import { Button } from '@frontdesk/ui/button';
import { Dialog } from '@frontdesk/ui/dialog';
import { forgetDrafts } from '../features/conversation/draft-store.ts';
import { useMe } from '../replica/hooks.ts';
import { endSession } from '../shell/session.ts';
import { counted } from '../shell/words.ts';

/** What was done here and has not reached the server waits in this browser for the same person to come back, if they want so. */
export function SignOutDialog({ pending, onClose }: { pending: number; onClose: () => void }) {
  const { userId } = useMe();
  const deleteAll = () => {
    forgetDrafts(userId);
    void endSession({ keepWork: false });
  };
  const footer = (
    <>
      <Button tone="quiet" onClick={onClose}>
        Stay
      </Button>
      <Button onClick={() => void endSession({ keepWork: true })}>Sign out, keep them</Button>
      <Button tone="danger" onClick={deleteAll}>
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
