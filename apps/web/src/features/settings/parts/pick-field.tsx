import type { ChoiceGroup } from '@frontdesk/ui/choice-list';
import { Picker } from '@frontdesk/ui/picker';
import clsx from 'clsx';
import { ChevronsUpDown } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';

type Option = {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon?: ReactNode;
};

export type OptionGroup = {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Option[];
};

type PickFieldProps = {
  label: string;
  /** Empty: nothing is chosen. */
  value: string;
  groups: readonly OptionGroup[];
  onChange: (value: string) => void;
  /** The words while nothing is chosen: "Choose a tag". */
  none: string;
  /** The words where nothing matches, or nothing is there. */
  empty: string;
  error?: string | undefined;
  hint?: ReactNode;
  /** The words for a choice that is not among the groups. */
  lost?: string;
};

const GONE = 'No longer there. Choose another.';

const choicesOf = (
  groups: readonly OptionGroup[],
  value: string,
  onChange: (value: string) => void,
): ChoiceGroup[] =>
  groups
    .filter(({ options }) => options.length > 0)
    .map(({ id, label, options }) => ({
      id,
      label,
      items: options.map(({ value: one, ...words }) => ({
        ...words,
        id: one,
        checked: one === value,
        run: () => onChange(one),
      })),
    }));

/** One of many, found by typing. What was chosen and has gone since is said so instead of shown as nothing. */
export function PickField(props: PickFieldProps) {
  const { label, value, groups, onChange, none, empty, error, hint, lost = GONE } = props;
  const id = useId();
  const [anchor, setAnchor] = useState<Element | null>(null);
  const chosen = groups.flatMap(({ options }) => options).find((option) => option.value === value);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span id={`${id}-label`} className="text-xs font-medium text-ink-2">
        {label}
      </span>
      <button
        type="button"
        id={id}
        aria-haspopup="dialog"
        aria-labelledby={`${id}-label ${id}`}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        onClick={(event) => setAnchor(event.currentTarget)}
        className={clsx(
          'flex h-9 w-full items-center gap-2 rounded-md border bg-panel px-2.5 text-left hover:border-ink-3 disabled:opacity-60 max-md:h-11',
          error === undefined ? 'border-line-strong' : 'border-bad',
        )}
      >
        {chosen?.icon}
        <span className={clsx('min-w-0 flex-1 truncate', chosen === undefined && 'text-ink-3')}>
          {chosen?.label ?? (value === '' ? none : lost)}
        </span>
        <ChevronsUpDown size={13} aria-hidden="true" className="text-ink-3" />
      </button>
      {error === undefined ? null : (
        <p id={`${id}-error`} role="alert" className="text-xs text-bad first-letter:uppercase">
          {error}
        </p>
      )}
      {hint === undefined ? null : <p className="text-xs text-ink-3">{hint}</p>}
      {anchor === null ? null : (
        <Picker
          label={label}
          placeholder="Type to find"
          anchor={anchor}
          align="start"
          groups={choicesOf(groups, value, onChange)}
          empty={empty}
          onClose={() => setAnchor(null)}
        />
      )}
    </div>
  );
}
