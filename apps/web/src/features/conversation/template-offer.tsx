import { Button } from '@frontdesk/ui/button';
import { Suspense, lazy, useState } from 'react';
import type { ProposalProps } from './template-proposal.tsx';

const TemplateProposal = lazy(() => import('./template-proposal.tsx'));

/** A way on where the time for free text is over. The form comes when it is asked for. */
export function TemplateOffer({ onSent, ...props }: ProposalProps) {
  const [open, setOpen] = useState(false);
  return (
    <div className="flex w-full flex-col gap-2">
      <Button
        size="sm"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="self-end max-md:h-11"
      >
        {open ? 'Close the template' : 'Use a template'}
      </Button>
      {open ? (
        <Suspense fallback={null}>
          <TemplateProposal
            {...props}
            onSent={() => {
              setOpen(false);
              onSent();
            }}
          />
        </Suspense>
      ) : null}
    </div>
  );
}
