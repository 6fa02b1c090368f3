/** Shared look of everything that floats. Motion stays under 150 ms and only fades and lifts by 4 px. */
export const POPUP_SURFACE =
  'rounded-lg border border-line-strong bg-panel text-ink shadow-pop outline-none transition-[opacity,transform] duration-100 data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0';

export const POPUP_ITEM =
  'flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm outline-none select-none data-highlighted:bg-hover data-disabled:opacity-50 max-md:min-h-11';
