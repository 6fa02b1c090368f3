import type { KeyboardEvent } from 'react';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/**
 * The arrow keys over a page's list: down from the search field to the first row, then from row to row, and up again.
 * Rows are the links that carry `data-row`; Enter is the link's own.
 */
export function onListKeys(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  const { target } = event;
  if (step === undefined || event.altKey || !(target instanceof HTMLElement)) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const search = event.currentTarget.querySelector<HTMLElement>('input[type=search]');
  const at = rows.indexOf(target);
  if (at < 0 && target !== search) return;
  const next = at + step < 0 ? search : rows[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
