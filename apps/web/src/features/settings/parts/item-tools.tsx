import { IconButton } from '@frontdesk/ui/icon-button';
import { ArrowDown, ArrowUp, X } from 'lucide-react';

type ItemToolsProps = {
  /** Names the item: "step 2". */
  what: string;
  first: boolean;
  last: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
};

/** Up, down and away, for an item of an ordered list. The button that was pressed keeps the focus where the item went. */
export function ItemTools({ what, first, last, onMove, onRemove }: ItemToolsProps) {
  const move = (by: -1 | 1, button: HTMLElement) => {
    onMove(by);
    // Moving an element in the document takes the focus from it.
    requestAnimationFrame(() => button.focus());
  };
  return (
    <span className="flex shrink-0">
      <IconButton
        label={`Move ${what} up`}
        icon={<ArrowUp size={14} />}
        aria-disabled={first}
        onClick={(event) => move(-1, event.currentTarget)}
        className="aria-disabled:opacity-40"
      />
      <IconButton
        label={`Move ${what} down`}
        icon={<ArrowDown size={14} />}
        aria-disabled={last}
        onClick={(event) => move(1, event.currentTarget)}
        className="aria-disabled:opacity-40"
      />
      <IconButton label={`Remove ${what}`} icon={<X size={14} />} onClick={onRemove} />
    </span>
  );
}
