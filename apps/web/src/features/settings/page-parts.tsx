import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { Answer, Failure } from '../../api/request.ts';
import { useWindowState } from '../../shell/window-state.ts';

export function PageHead({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <header className="mb-5 flex flex-wrap items-start gap-3">
      <div className="min-w-60 flex-1">
        <h1 className="text-lg font-semibold">{title}</h1>
        {children === undefined ? null : <p className="text-ink-2">{children}</p>}
      </div>
      {action}
    </header>
  );
}

export function Block({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="mb-6 rounded-lg border p-4">
      <h2 className="font-semibold">{title}</h2>
      {lead === undefined ? null : <p className="mt-0.5 text-ink-2">{lead}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}

export function Problem({ failure }: { failure: Failure }) {
  return (
    <div role="alert">
      <Banner tone="bad">{failure.message}</Banner>
    </div>
  );
}

/** A value that one takes elsewhere: shown whole, copied with one press. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const toast = useWindowState((state) => state.toast);
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => toast(`${label} copied`),
      () => toast('The browser did not allow copying. Select the text instead.', { tone: 'bad' }),
    );
  return (
    <div className="flex flex-col gap-1">
      <span className="text-xs font-medium text-ink-2">{label}</span>
      <div className="flex items-center gap-2 rounded-md border bg-sunken py-1 pr-1 pl-2.5">
        <code className="min-w-0 flex-1 font-mono text-xs break-all select-all">{value}</code>
        <Button size="sm" icon={<Copy size={13} aria-hidden="true" />} onClick={copy}>
          Copy
        </Button>
      </div>
    </div>
  );
}

/** What was typed, by the fields' names. */
export type FormValues = Readonly<Record<string, string>>;

type FormProps<T> = {
  submit: string;
  send: (values: FormValues) => Promise<Answer<T>>;
  onDone: (value: T) => void;
  onCancel?: () => void;
  children: (errorOf: (field: string) => string | undefined) => ReactNode;
};

/** A form of the settings: keeps what was typed on failure and puts each complaint beside its field. */
export function SettingsForm<T>({ submit, send, onDone, onCancel, children }: FormProps<T>) {
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setBusy(true);
    const answer = await send(
      Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value)])),
    );
    setBusy(false);
    setFailure(answer.ok ? undefined : answer.failure);
    if (!answer.ok) return;
    form.reset();
    onDone(answer.value);
  };
  const errorOf = (field: string) =>
    failure?.details.find((detail) => detail.field?.split('.').at(-1) === field)?.message;
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-3">
      {children(errorOf)}
      {failure === undefined ? null : <Problem failure={failure} />}
      <div className="flex justify-end gap-2">
        {onCancel === undefined ? null : (
          <Button tone="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" tone="primary" disabled={busy}>
          {submit}
        </Button>
      </div>
    </form>
  );
}
