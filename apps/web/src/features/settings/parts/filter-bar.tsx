import { Button } from '@frontdesk/ui/button';
import clsx from 'clsx';
import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';

type FilterBarProps = {
  /** How many are set. */
  count: number;
  onClear: () => void;
  children: ReactNode;
};

/** A list's filters: in a row, and on a phone behind a button that says how many are set. */
export function FilterBar({ count, onClear, children }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        aria-expanded={open}
        icon={<ListFilter size={15} aria-hidden="true" />}
        onClick={() => setOpen(!open)}
        className="max-md:h-11 md:hidden"
      >
        {count === 0 ? 'Filters' : `Filters: ${count} set`}
      </Button>
      <div
        role="group"
        aria-label="Filters"
        className={clsx(
          'flex flex-wrap items-center gap-2 max-md:w-full',
          !open && 'max-md:hidden',
        )}
      >
        {children}
        {count === 0 ? null : (
          <Button tone="quiet" onClick={onClear}>
            Clear
          </Button>
        )}
      </div>
    </>
  );
}
