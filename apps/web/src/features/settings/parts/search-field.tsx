import { Search } from 'lucide-react';

/** Finds in the list below as one types. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <label className="flex h-9 min-w-48 flex-1 items-center gap-2 rounded-md border border-line-strong bg-panel px-2.5 focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/25 max-md:h-11 max-md:basis-full">
      <Search size={15} aria-hidden="true" className="text-ink-3" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-full min-w-0 flex-1 bg-transparent outline-none"
      />
    </label>
  );
}
