import clsx from 'clsx';
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import type { DragEvent } from 'react';

type FileDropProps = { label: string; accept: string; onFile: (file: File) => unknown };

/** One file, chosen or dropped. The input itself keeps the keyboard and its name. */
export function FileDrop({ label, accept, onFile }: FileDropProps) {
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined) onFile(file);
  };
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <label
      onDrop={onDrop}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      className={clsx(
        'flex cursor-pointer flex-col items-center gap-1 rounded-lg border border-dashed p-5 text-center focus-within:ring-2 focus-within:ring-accent',
        over ? 'border-accent bg-selected' : 'border-ink-3 hover:bg-hover',
      )}
    >
      <FileUp size={20} aria-hidden="true" className="text-ink-3" />
      <span className="font-medium">{label}</span>
      <span className="text-xs text-ink-3">or drop it here</span>
      <input
        type="file"
        accept={accept}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) onFile(file);
          event.target.value = '';
        }}
      />
    </label>
  );
}
