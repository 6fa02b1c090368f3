import { IconButton } from '@frontdesk/ui/icon-button';
import { FileText, RotateCcw, X } from 'lucide-react';
import { fileSize } from '../../shell/words.ts';
import type { Upload, useUploads } from './use-uploads.ts';

const STATES: Readonly<Record<Upload['state'], string>> = {
  uploading: 'uploading',
  ready: 'attached',
  failed: 'not uploaded',
};

/** What goes out with the next message, and what the channel would not take. */
export function UploadTray({
  uploads: { uploads, refusals, remove, retry },
}: {
  uploads: ReturnType<typeof useUploads>;
}) {
  if (uploads.length === 0 && refusals.length === 0) return null;
  return (
    <div className="px-2 pb-1">
      {refusals.map((why) => (
        <p
          key={why}
          role="alert"
          className="mb-1 rounded-md bg-bad-soft px-2 py-1 text-xs text-bad"
        >
          {why}
        </p>
      ))}
      <ul aria-label="Attached files" className="flex flex-wrap gap-2">
        {uploads.map((upload) => (
          <li
            key={upload.id}
            className="flex items-center gap-2 rounded-md border bg-panel p-1 pr-0"
          >
            {upload.preview === null ? (
              <FileText size={18} aria-hidden="true" className="m-2 text-ink-2" />
            ) : (
              <img src={upload.preview} alt="" className="size-9 rounded-sm object-cover" />
            )}
            <span className="max-w-40">
              <span className="block truncate text-xs font-medium">{upload.name}</span>
              <span
                className={
                  upload.state === 'failed'
                    ? 'block text-2xs text-bad'
                    : 'block text-2xs text-ink-3'
                }
              >
                {upload.problem ?? `${fileSize(upload.size)} · ${STATES[upload.state]}`}
              </span>
            </span>
            {upload.state === 'failed' ? (
              <IconButton
                label={`Upload ${upload.name} again`}
                icon={<RotateCcw size={14} />}
                onClick={() => retry(upload.id)}
              />
            ) : null}
            <IconButton
              label={`Remove ${upload.name}`}
              icon={<X size={14} />}
              onClick={() => remove(upload.id)}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
