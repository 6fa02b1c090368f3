import { Button } from '@frontdesk/ui/button';
import { Dialog } from '@frontdesk/ui/dialog';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Answer, Failure } from '../../../api/request.ts';
import { Problem } from '../page-parts.tsx';

type ConfirmProps = {
  title: string;
  /** What will happen, before it happens. */
  children: ReactNode;
  confirm: string;
  run: () => Promise<Answer<unknown>>;
  onDone: () => void;
  onClose: () => void;
};

/** Asked once before what cannot be undone; a refusal is shown where the question was. */
export function ConfirmDialog({ title, children, confirm, run, onDone, onClose }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const go = async () => {
    setBusy(true);
    const answer = await run();
    setBusy(false);
    if (answer.ok) onDone();
    else setFailure(answer.failure);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            Keep it
          </Button>
          <Button tone="danger" disabled={busy} onClick={() => void go()}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2 text-ink-2">{children}</div>
      {failure === undefined ? null : (
        <div className="mt-3">
          <Problem failure={failure} />
        </div>
      )}
    </Dialog>
  );
}
