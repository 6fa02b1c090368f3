import clsx from 'clsx';
import { useCallback, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';

type PaneKind = {
  readonly name: string;
  /** What its line is called. */
  readonly label: string;
  readonly initial: number;
  readonly least: number;
  readonly most: number;
};

/** A pane's width in pixels, remembered in this browser. */
export type Pane = PaneKind & { readonly width: number; readonly change: (width: number) => void };

const keyOf = (name: string) => `frontdesk.pane.${name}`;

function storedWidth({ name, initial, least, most }: PaneKind): number {
  if (typeof localStorage === 'undefined') return initial;
  const stored = Number(localStorage.getItem(keyOf(name)));
  return stored >= least && stored <= most ? stored : initial;
}

export function usePane(kind: PaneKind): Pane {
  const [width, setWidth] = useState(() => storedWidth(kind));
  const { name, least, most } = kind;
  const change = useCallback(
    (to: number) => {
      const next = Math.round(Math.min(most, Math.max(least, to)));
      setWidth(next);
      localStorage.setItem(keyOf(name), String(next));
    },
    [name, least, most],
  );
  return { ...kind, width, change };
}

type SplitterProps = {
  pane: Pane;
  /** The pane lies to the right of the line. */
  reverse?: boolean;
  /** At which edge of the box that it stands in. */
  edge: 'left' | 'right';
};

const STEP_PX = 16;

/** The line between two panes: drag it, or move it with the arrow keys. */
export function Splitter({ pane, reverse = false, edge }: SplitterProps) {
  const { label, width, least, most, change } = pane;
  const start = useRef<{ x: number; width: number } | null>(null);
  const sign = reverse ? -1 : 1;
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (start.current !== null)
      change(start.current.width + sign * (event.clientX - start.current.x));
  };
  const onPointerUp = () => {
    start.current = null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    change(width + sign * step);
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
      onPointerUp={onPointerUp}
      onKeyDown={onKeyDown}
      className={clsx(
        'absolute inset-y-0 z-10 w-2 cursor-col-resize touch-none after:absolute after:inset-y-0 after:w-px after:bg-line max-lg:hidden',
        'hover:after:w-0.5 hover:after:bg-accent focus-visible:after:bg-accent',
        edge === 'left' ? 'left-0 after:left-0' : 'right-0 after:right-0',
      )}
    />
  );
}
