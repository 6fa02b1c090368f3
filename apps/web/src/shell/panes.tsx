import clsx from 'clsx';
import { useCallback, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';

type Pane = { readonly name: string; readonly initial: number; readonly least: number; readonly most: number };

const keyOf = (name: string) => `frontdesk.pane.${name}`;

function storedWidth({ name, initial, least, most }: Pane): number {
  if (typeof localStorage === 'undefined') return initial;
  const stored = Number(localStorage.getItem(keyOf(name)));
  return stored >= least && stored <= most ? stored : initial;
}

/** The width of a pane in pixels, remembered in this browser. */
export function usePaneWidth(pane: Pane) {
  const [width, setWidth] = useState(() => storedWidth(pane));
  const { name, least, most } = pane;
  const change = useCallback(
    (to: number) => {
      const next = Math.round(Math.min(most, Math.max(least, to)));
      setWidth(next);
      localStorage.setItem(keyOf(name), String(next));
    },
    [name, least, most],
  );
  return [width, change] as const;
}

type SplitterProps = { label: string; width: number; least: number; most: number; onChange: (width: number) => void; /** The pane lies to the right of the line. */ reverse?: boolean; /** At which edge of the box that it stands in. */ edge: 'left' | 'right' };

const STEP_PX = 16;

/** The line between two panes: drag it, or move it with the arrow keys. */
export function Splitter({ label, width, least, most, onChange, reverse = false, edge }: SplitterProps) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const sign = reverse ? -1 : 1;
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (start.current !== null) onChange(start.current.width + sign * (event.clientX - start.current.x));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onChange(width + sign * step);
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={onKeyDown}
      className={clsx(
        'absolute inset-y-0 z-10 w-2 cursor-col-resize touch-none after:absolute after:inset-y-0 after:w-px after:bg-line hover:after:w-0.5 hover:after:bg-accent focus-visible:after:bg-accent max-lg:hidden',
        edge === 'left' ? 'left-0 after:left-0' : 'right-0 after:right-0',
      )}
    />
  );
}
