import { Button } from '@frontdesk/ui/button';
import { TextAreaField } from '@frontdesk/ui/field';
import { useState } from 'react';
import type { FormEvent, KeyboardEvent } from 'react';
import type { Failure } from '../../../api/request.ts';
import { request } from '../../../api/request.ts';
import { Block, Problem } from '../page-parts.tsx';
import { ReadingResult } from './reading-result.tsx';
import type { ReadingAnswer } from './reading-result.tsx';

const MAX_CHARS = 20_000;

/** A text is read as a message would be. Nothing of it is kept. */
export function TryIt() {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<ReadingAnswer>();
  const [failure, setFailure] = useState<Failure>();
  const read = async () => {
    if (text.trim() === '' || busy) return;
    setBusy(true);
    const got = await request<ReadingAnswer>('POST', '/ai/classify', { body: { text } });
    setBusy(false);
    setAnswer(got.ok ? got.value : undefined);
    setFailure(got.ok ? undefined : got.failure);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void read();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void read();
  };
  return (
    <Block title="Try it" lead="Write what a customer might write. Nothing of it is kept.">
      <form onSubmit={onSubmit}>
        <TextAreaField
          label="A customer’s message"
          labelHidden
          dir="auto"
          rows={2}
          className="min-h-0"
          maxLength={MAX_CHARS}
          placeholder="Hey, the bay screen says my password is wrong"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className="mt-2 flex justify-end">
          <Button type="submit" disabled={busy || text.trim() === ''} hotkey="⏎">
            Read it
          </Button>
        </div>
      </form>
      {failure === undefined ? null : (
        <div className="mt-3">
          <Problem failure={failure} />
        </div>
      )}
      {answer === undefined ? null : <ReadingResult answer={answer} />}
    </Block>
  );
}
