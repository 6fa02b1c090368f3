/** One filter of a list: the platform's own select, its first choice being no filter. */
export function FilterSelect({
  label,
  value,
  any,
  options,
  onChange,
}: {
  label: string;
  value: string;
  /** The words for no filter: "Any intent". */
  any: string;
  options: readonly { readonly value: string; readonly label: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="h-9 max-w-44 rounded-md border border-line-strong bg-panel px-2 text-ink-2 hover:border-ink-3 max-md:h-11 max-md:max-w-none max-md:flex-1 data-set:text-ink"
      data-set={value === '' ? undefined : ''}
    >
      <option value="">{any}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
