import clsx from 'clsx';
import { useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';

export type Tab<Id extends string> = { id: Id; label: ReactNode; panelId?: string };

type TabsProps<Id extends string> = {
  label: string;
  tabs: readonly Tab<Id>[];
  value: Id;
  onChange: (id: Id) => void;
};

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

/** A row of tabs with roving focus; the panel belongs to the caller. */
export function Tabs<Id extends string>({ label, tabs, value, onChange }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    const at = (tabs.findIndex((tab) => tab.id === value) + step + tabs.length) % tabs.length;
    const next = tabs[at];
    if (next === undefined) return;
    event.preventDefault();
    onChange(next.id);
    list.current?.querySelectorAll<HTMLButtonElement>('[role=tab]')[at]?.focus();
  };
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="flex gap-0.5"
    >
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          aria-selected={tab.id === value}
          aria-controls={tab.panelId}
          tabIndex={tab.id === value ? 0 : -1}
          onClick={() => onChange(tab.id)}
          className={clsx(
            'h-7 rounded-md px-2.5 text-sm font-medium transition-colors duration-100 max-md:h-9',
            tab.id === value ? 'bg-hover text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
          )}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
