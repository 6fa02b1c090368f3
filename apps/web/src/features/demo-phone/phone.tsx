import { Avatar } from '@frontdesk/ui/avatar';
import { IconButton } from '@frontdesk/ui/icon-button';
import clsx from 'clsx';
import { Check, CheckCheck, ImagePlus, SendHorizontal } from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { clockTime } from '../../shell/words.ts';
import { listMessages, say } from './phone-api.ts';
import type { PhoneCustomer, PhoneInbox, PhoneMessage, PhoneSay } from './phone-api.ts';
import { useLook } from './use-look.ts';

function useMessages(inboxId: string, customer: string) {
  const [messages, setMessages] = useState<readonly PhoneMessage[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const look = useCallback(
    async (signal: AbortSignal) => {
      const answer = await listMessages(inboxId, customer, signal);
      if (signal.aborted) return;
      if (answer.ok) setMessages(answer.value.data);
      setProblem(answer.ok ? null : answer.failure.message);
    },
    [inboxId, customer],
  );
  useLook(look);
  return { messages, problem, look };
}

async function base64Of(file: File): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.addEventListener('load', () => resolve(String(reader.result).split(',', 2)[1] ?? ''));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}

type PhoneProps = { inbox: PhoneInbox; customer: PhoneCustomer };

export function Phone({ inbox, customer }: PhoneProps) {
  const { messages, problem, look } = useMessages(inbox.id, customer.customer);
  const [refused, setRefused] = useState<string | null>(null);
  const send = async (fields: Omit<PhoneSay, 'customer' | 'name'>) => {
    const answer = await say(inbox.id, { ...customer, ...fields });
    setRefused(answer.ok ? null : answer.failure.message);
    if (answer.ok) await look(AbortSignal.timeout(5_000));
    return answer.ok;
  };
  return (
    <section
      aria-label={`Phone of ${customer.name}`}
      className="flex h-[44rem] max-h-[calc(100dvh-2rem)] w-[23rem] max-w-full flex-col overflow-hidden rounded-[2.25rem] border-8 border-ink bg-panel shadow-pop dark:border-line-strong"
    >
      <header className="flex h-14 shrink-0 items-center gap-2.5 border-b bg-bg px-4">
        <Avatar name={inbox.name} seed={inbox.id} />
        <div className="min-w-0">
          <h2 className="truncate font-semibold">{inbox.name}</h2>
          <p className="truncate text-xs text-ink-3">{inbox.address ?? 'Web chat'}</p>
        </div>
      </header>
      <div
        className="flex min-h-0 flex-1 flex-col-reverse overflow-y-auto bg-sunken"
        role="log"
        aria-label="What the phone shows"
      >
        <ul className="mt-auto flex flex-col gap-1.5 p-3">
          {messages.map((message) => (
            <Bubble key={message.id} message={message} />
          ))}
        </ul>
      </div>
      {(refused ?? problem) === null ? null : (
        <p role="alert" className="bg-bad-soft px-4 py-1.5 text-xs text-bad">
          {refused ?? problem}
        </p>
      )}
      <Keyboard send={send} />
    </section>
  );
}

type Send = (fields: Omit<PhoneSay, 'customer' | 'name'>) => Promise<boolean>;

function Keyboard({ send }: { send: Send }) {
  const [text, setText] = useState('');
  const written: { text?: string } = text.trim() === '' ? {} : { text };
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (written.text !== undefined && (await send(written))) setText('');
  };
  const onPhoto = async (file: File) => {
    const mime = file.type || 'application/octet-stream';
    const mediaBase64 = await base64Of(file);
    if (await send({ ...written, mediaBase64, mime, fileName: file.name })) setText('');
  };
  return (
    <form onSubmit={onSubmit} className="flex shrink-0 items-center gap-1 border-t bg-bg p-2">
      <PhotoButton onPhoto={(file) => void onPhoto(file)} />
      <input
        aria-label="Message"
        value={text}
        onChange={(event) => setText(event.target.value)}
        dir="auto"
        placeholder="Message"
        autoComplete="off"
        className="h-9 min-w-0 flex-1 rounded-full border border-line-strong bg-panel px-3.5 text-sm outline-none focus:border-accent"
      />
      <IconButton
        label="Send"
        type="submit"
        disabled={written.text === undefined}
        icon={<SendHorizontal size={18} />}
        className="text-accent-ink"
      />
    </form>
  );
}

function PhotoButton({ onPhoto }: { onPhoto: (file: File) => void }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        label="Send a photo"
        icon={<ImagePlus size={18} />}
        onClick={() => chooser.current?.click()}
      />
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label="Photo"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file !== undefined) onPhoto(file);
        }}
      />
    </>
  );
}

function Bubble({ message }: { message: PhoneMessage }) {
  const mine = message.from === 'customer';
  const { media } = message;
  return (
    <li
      className={clsx(
        'max-w-[85%] rounded-xl px-3 py-1.5 text-base',
        mine
          ? 'self-end rounded-br-sm bg-accent text-on-accent'
          : 'self-start rounded-bl-sm bg-panel',
      )}
    >
      {media === null ? null : media.mime.startsWith('image/') ? (
        <img src={media.url} alt={media.fileName ?? 'Photo'} className="mb-1 max-h-52 rounded-lg" />
      ) : (
        <a href={media.url} className="underline">
          {media.fileName ?? 'File'}
        </a>
      )}
      {message.text === '' ? null : (
        <p dir="auto" className="break-words whitespace-pre-wrap">
          {message.text}
        </p>
      )}
      <p
        className={clsx(
          'tabular flex items-center justify-end gap-1 text-2xs',
          mine ? 'opacity-80' : 'text-ink-3',
        )}
      >
        {clockTime(message.at)}
        <Ticks status={mine ? message.status : null} />
      </p>
    </li>
  );
}

const WORDS = { sent: 'sent', delivered: 'delivered', read: 'read' } as const;

function Ticks({ status }: { status: PhoneMessage['status'] }) {
  if (status === null) return null;
  const Icon = status === 'sent' ? Check : CheckCheck;
  return <Icon size={13} role="img" aria-label={WORDS[status]} />;
}
