import { Switch as Base } from '@base-ui/react/switch';

export type SwitchProps = {
  /** What is on or off; its name for assistive technology. */
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
};

/** On or off, at once: where a form is saved later, a checkbox stands instead. */
export function Switch({ label, checked, onChange, disabled = false }: SwitchProps) {
  return (
    <Base.Root
      aria-label={label}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      // The thumb is small; what a finger may hit is not.
      className="relative inline-flex h-4.5 w-8 shrink-0 cursor-pointer items-center rounded-full border border-ink-3 bg-hover transition-colors duration-100 before:absolute before:-inset-x-1.5 before:-inset-y-3 before:content-[''] data-checked:border-accent data-checked:bg-accent data-disabled:cursor-default data-disabled:opacity-60"
    >
      <Base.Thumb className="ml-0.5 size-3 rounded-full bg-ink-3 transition-transform duration-100 data-checked:translate-x-3.5 data-checked:bg-on-accent" />
    </Base.Root>
  );
}
