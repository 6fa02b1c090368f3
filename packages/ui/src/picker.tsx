import { useState } from 'react';
import { ChoiceList } from './choice-list.tsx';
import type { ChoiceListProps } from './choice-list.tsx';
import { Popover } from './popover.tsx';
import type { PopoverProps } from './popover.tsx';

export type PickerProps = Omit<PopoverProps, 'children' | 'className'> &
  Omit<ChoiceListProps, 'query' | 'onQuery' | 'listClass' | 'onPicked'>;

/** A searchable choice at an element: assign, tag, snooze. */
export function Picker({ anchor, onClose, side, align, ...list }: PickerProps) {
  const [query, setQuery] = useState('');
  return (
    <Popover
      label={list.label}
      anchor={anchor}
      onClose={onClose}
      className="w-80 overflow-hidden"
      {...(side === undefined ? {} : { side })}
      {...(align === undefined ? {} : { align })}
    >
      <ChoiceList {...list} query={query} onQuery={setQuery} onPicked={onClose} />
    </Popover>
  );
}
