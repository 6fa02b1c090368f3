import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { Answer, Failure } from '../../api/request.ts';

export type FormValues = Readonly<Record<string, string>>;

type FormProps<T> = {
  submit: string;
  /** Sends what was typed. */
  send: (values: FormValues) => Promise<Answer<T>>;
  onDone: (value: T) => void;
  /** Fields, told which failure concerns them. */
  children: (errorOf: (field: string) => string | undefined) => ReactNode;
  /** Another way on, with what was typed here. */
  below?: ReactNode;
};

function words(failure: Failure): string {
  if (failure.retryAfter === undefined) return failure.message;
  const wait =
    failure.retryAfter < 90
      ? `${failure.retryAfter} seconds`
      : `${Math.ceil(failure.retryAfter / 60)} minutes`;
  return `${failure.message.replace(/\.$/, '')}. Try again in ${wait}.`;
}

/** A form that sends JSON, keeps what was typed on failure, and puts each complaint beside its field. */
export function SignInForm<T>({ submit, send, onDone, children, below }: FormProps<T>) {
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([key, value]) => [key, String(value)]),
    );
    setBusy(true);
    const answer = await send(values);
    setBusy(false);
    if (answer.ok) return onDone(answer.value);
    setFailure(answer.failure);
  };
  const errorOf = (field: string) =>
    failure?.details.find((detail) => detail.field?.split('.').at(-1) === field)?.message;
  const general =
    failure !== undefined && failure.details.every((detail) => detail.field === undefined);
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4" noValidate={false}>
      {children(errorOf)}
      {general ? (
        <div role="alert">
          <Banner tone="bad">{words(failure)}</Banner>
        </div>
      ) : null}
      <Button type="submit" tone="primary" disabled={busy} className="h-10 w-full">
        {submit}
      </Button>
      {below}
    </form>
  );
}
