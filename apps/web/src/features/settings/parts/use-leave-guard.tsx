import { Button } from '@frontdesk/ui/button';
import { Dialog } from '@frontdesk/ui/dialog';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { guardLeaving, navigate } from '../../../shell/location.ts';

/** While something is unsaved, leaving asks first: by a link, by going back, and by closing the tab. */
export function useLeaveGuard(unsaved: boolean): ReactNode {
  const [asked, setAsked] = useState<string | null>(null);
  const [leaving, setLeaving] = useState(false);
  const held = unsaved && !leaving;
  useEffect(() => {
    if (!held) return;
    const release = guardLeaving((address) => {
      setAsked(address);
      return false;
    });
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', onUnload);
    return () => {
      release();
      removeEventListener('beforeunload', onUnload);
    };
  }, [held]);
  useEffect(() => {
    if (leaving && asked !== null) navigate(asked);
  }, [leaving, asked]);
  if (asked === null || !held) return null;
  return (
    <Dialog
      open
      onClose={() => setAsked(null)}
      title="Leave without saving?"
      footer={
        <>
          <Button tone="danger" onClick={() => setLeaving(true)}>
            Leave
          </Button>
          <Button tone="primary" onClick={() => setAsked(null)}>
            Stay here
          </Button>
        </>
      }
    >
      <p className="text-ink-2">What you changed here is lost if you leave.</p>
    </Dialog>
  );
}
