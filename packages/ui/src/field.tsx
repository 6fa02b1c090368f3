import clsx from 'clsx';
import { useId } from 'react';
import type { ComponentProps, ReactNode } from 'react';

const BOX =
  'w-full rounded-md border border-line-strong bg-panel px-2.5 text-sm text-ink outline-none transition-colors duration-100 hover:border-ink-3 focus:border-accent focus:ring-2 focus:ring-accent/25 disabled:opacity-60 aria-invalid:border-bad';

type Frame = { label: string; hint?: ReactNode; error?: string | undefined; labelHidden?: boolean };

function FieldFrame({
  id,
  label,
  hint,
  error,
  labelHidden,
  children,
}: Frame & { id: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <label
        htmlFor={id}
        className={labelHidden === true ? 'sr-only' : 'text-xs font-medium text-ink-2'}
      >
        {label}
      </label>
      {children}
      {error === undefined ? null : (
        <p id={`${id}-error`} role="alert" className="text-xs text-bad first-letter:uppercase">
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-xs text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, { hint, error }: Frame): string | undefined {
  const ids = [
    error === undefined ? '' : `${id}-error`,
    hint === undefined ? '' : `${id}-hint`,
  ].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}

export function TextField({
  label,
  hint,
  error,
  labelHidden,
  className,
  ...rest
}: Frame & ComponentProps<'input'>) {
  const id = useId();
  const frame = { label, hint, error, ...(labelHidden === undefined ? {} : { labelHidden }) };
  return (
    <FieldFrame id={id} {...frame}>
      <input
        id={id}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={describedBy(id, frame)}
        {...rest}
        className={clsx(BOX, 'h-9 max-md:h-11', className)}
      />
    </FieldFrame>
  );
}

export function TextAreaField({
  label,
  hint,
  error,
  labelHidden,
  className,
  ...rest
}: Frame & ComponentProps<'textarea'>) {
  const id = useId();
  const frame = { label, hint, error, ...(labelHidden === undefined ? {} : { labelHidden }) };
  return (
    <FieldFrame id={id} {...frame}>
      <textarea
        id={id}
        // Its text is nobody's address or name, and browsers keep what they would fill in again.
        autoComplete="off"
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={describedBy(id, frame)}
        {...rest}
        className={clsx(BOX, 'min-h-20 py-2', className)}
      />
    </FieldFrame>
  );
}

/** The platform's own select: no script, and a phone shows its own wheel. Overlays use `select.tsx`. */
export function NativeSelect({
  label,
  hint,
  error,
  labelHidden,
  className,
  ...rest
}: Frame & ComponentProps<'select'>) {
  const id = useId();
  const frame = { label, hint, error, ...(labelHidden === undefined ? {} : { labelHidden }) };
  return (
    <FieldFrame id={id} {...frame}>
      <select
        id={id}
        aria-describedby={describedBy(id, frame)}
        {...rest}
        className={clsx(BOX, 'h-9 max-md:h-11', className)}
      />
    </FieldFrame>
  );
}
