import { Autocomplete } from '@base-ui/react/autocomplete';
import clsx from 'clsx';
import { Check } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';
import { POPUP_ITEM } from './popup-surface.ts';

export type Choice = {
  id: string;
  label: string;
  /** More words that finding it matches. */
  keywords?: string;
  detail?: string;
  icon?: ReactNode;
  hotkey?: string;
  checked?: boolean;
  run: () => void;
};

export type ChoiceGroup = { id: string; label: string; items: readonly Choice[] };

export type ChoiceListProps = {
  label: string;
  placeholder: string;
  groups: readonly ChoiceGroup[];
  /** Before what was picked runs: closes what floats, so that something else may open. */
  onPicked: () => void;
  /** What to say when nothing matches. */
  empty: ReactNode;
  query?: string;
  onQuery?: (query: string) => void;
  listClass?: string;
};

function matches(choice: Choice, query: string): boolean {
  const words =
    `${choice.label} ${choice.keywords ?? ''} ${choice.detail ?? ''}`.toLocaleLowerCase();
  return query
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((part) => words.includes(part));
}

/** A field over a list, filtered as one types, with the first hit always highlighted: the palette and every picker. */
export function ChoiceList({
  label,
  placeholder,
  groups,
  onPicked,
  empty,
  query,
  onQuery,
  listClass,
}: ChoiceListProps) {
  const stopComposing = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) event.stopPropagation();
  };
  return (
    <Autocomplete.Root
      inline
      open
      items={groups}
      autoHighlight="always"
      itemToStringValue={(choice: Choice) => choice.label}
      filter={(choice: Choice, text: string) => matches(choice, text)}
      {...(query === undefined ? {} : { value: query })}
      onValueChange={(text, details) => {
        if (details.reason !== 'item-press') onQuery?.(text);
      }}
    >
      <Autocomplete.Input
        aria-label={label}
        placeholder={placeholder}
        autoFocus
        onKeyDown={stopComposing}
        className="h-10 w-full border-b bg-transparent px-3 text-sm outline-none"
      />
      <Autocomplete.Empty className="px-3 text-ink-2 not-empty:py-3">{empty}</Autocomplete.Empty>
      <Autocomplete.List
        className={clsx(
          'overflow-y-auto overscroll-contain p-1 empty:hidden',
          listClass ?? 'max-h-80',
        )}
      >
        {(group: ChoiceGroup) => (
          <Autocomplete.Group key={group.id} items={group.items}>
            <Autocomplete.GroupLabel
              className={
                group.label === '' ? 'sr-only' : 'px-2 pt-2 pb-1 text-2xs font-medium text-ink-3'
              }
            >
              {group.label === '' ? label : group.label}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(choice: Choice) => (
                <ChoiceRow key={choice.id} choice={choice} onPicked={onPicked} />
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}

function ChoiceRow({ choice, onPicked }: { choice: Choice; onPicked: () => void }) {
  const onClick = () => {
    onPicked();
    choice.run();
  };
  return (
    <Autocomplete.Item value={choice} onClick={onClick} className={POPUP_ITEM}>
      {choice.icon}
      <span className="min-w-0 flex-1 truncate">{choice.label}</span>
      {choice.detail === undefined ? null : (
        <span className="truncate text-xs text-ink-3">{choice.detail}</span>
      )}
      {choice.checked === true ? (
        <Check size={14} className="text-accent-ink" role="img" aria-label="chosen" />
      ) : null}
      {choice.hotkey === undefined ? null : <Kbd>{choice.hotkey}</Kbd>}
    </Autocomplete.Item>
  );
}
