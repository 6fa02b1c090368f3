import { Button } from '@frontdesk/ui/button';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { useAsk } from './ask.ts';
import { Block } from './page-parts.tsx';

/** One click, and one to be sure. Only the owner of the demo workspace sees it. */
export function DemoWorkspace() {
  const { data } = useAsk<{ clearable: boolean }>('/demo');
  const toast = useWindowState((state) => state.toast);
  const [step, setStep] = useState<'idle' | 'sure' | 'clearing'>('idle');
  if (data?.clearable !== true) return null;
  const clear = async () => {
    setStep('clearing');
    const answer = await request('DELETE', '/demo');
    setStep('idle');
    if (answer.ok) toast('The demo customers are gone');
    else toast(answer.failure.message, { tone: 'bad' });
  };
  return (
    <Block
      title="Demo workspace"
      lead="Clears all customers, their conversations and files. People, inboxes, tags and saved replies stay."
    >
      {step === 'idle' ? (
        <Button onClick={() => setStep('sure')}>Clear the demo data</Button>
      ) : (
        <div className="flex gap-2">
          <Button tone="danger" disabled={step === 'clearing'} onClick={() => void clear()}>
            {step === 'clearing' ? 'Clearing' : 'Clear it for everyone'}
          </Button>
          <Button disabled={step === 'clearing'} onClick={() => setStep('idle')}>
            Keep it
          </Button>
        </div>
      )}
    </Block>
  );
}
