import type { Attachment } from '@frontdesk/core/entities';
import { FileText, FileWarning, ImageOff, Mic, Video } from 'lucide-react';
import { useState } from 'react';
import { useWindowState } from '../../shell/window-state.ts';
import { fileSize } from '../../shell/words.ts';

export const fileAddress = (id: string): string => `/api/v1/files/${id}`;
const thumbnailAddress = (id: string): string => `/api/v1/files/${id}/thumbnail`;

const BOX_PX = 260;

/** The size at which a picture is shown, known before it has loaded, so that nothing jumps. */
function boxOf({ width, height }: Attachment): { width: number; height: number } {
  if (width === null || height === null || width === 0 || height === 0)
    return { width: 200, height: 150 };
  const scale = Math.min(1, BOX_PX / Math.max(width, height));
  return {
    width: Math.max(48, Math.round(width * scale)),
    height: Math.max(48, Math.round(height * scale)),
  };
}

export function AttachmentView({ attachment }: { attachment: Attachment }) {
  if (attachment.state === 'FAILED')
    return (
      <p className="flex items-center gap-2 rounded-md border px-3 py-2 text-ink-2">
        <FileWarning size={16} aria-hidden="true" className="shrink-0 text-bad" />
        <span>
          {attachment.fileName}: {attachment.errorText ?? 'could not be fetched'}
        </span>
      </p>
    );
  if (attachment.state === 'PENDING')
    return (
      <p className="flex items-center gap-2 rounded-md border px-3 py-2 text-ink-2">
        <FileText size={16} aria-hidden="true" className="shrink-0" />
        <span>{attachment.fileName} is on its way</span>
      </p>
    );
  if (attachment.kind === 'IMAGE' || attachment.kind === 'STICKER')
    return <Picture attachment={attachment} />;
  if (attachment.kind === 'AUDIO')
    return (
      <audio
        controls
        preload="none"
        aria-label={attachment.fileName}
        src={fileAddress(attachment.id)}
        className="h-10 max-w-full"
      >
        <track kind="captions" />
      </audio>
    );
  return <FileLink attachment={attachment} />;
}

function Picture({ attachment }: { attachment: Attachment }) {
  const [broken, setBroken] = useState(false);
  const box = boxOf(attachment);
  const open = useWindowState((state) => state.open);
  return (
    <button
      type="button"
      aria-label={broken ? undefined : `Open ${attachment.fileName}`}
      onClick={() => open({ kind: 'lightbox', attachmentId: attachment.id })}
      style={box}
      className="grid max-w-full place-items-center overflow-hidden rounded-lg border bg-sunken"
    >
      {broken ? (
        <span className="flex flex-col items-center gap-1 text-xs text-ink-3">
          <ImageOff size={18} aria-hidden="true" />
          Not on this device
        </span>
      ) : (
        <img
          src={
            attachment.hasThumbnail ? thumbnailAddress(attachment.id) : fileAddress(attachment.id)
          }
          alt={attachment.fileName}
          loading="lazy"
          decoding="async"
          onError={() => setBroken(true)}
          className="size-full object-cover"
        />
      )}
    </button>
  );
}

function FileLink({ attachment }: { attachment: Attachment }) {
  const Icon = attachment.kind === 'VIDEO' ? Video : attachment.kind === 'AUDIO' ? Mic : FileText;
  return (
    <a
      href={fileAddress(attachment.id)}
      target="_blank"
      rel="noopener"
      className="flex max-w-80 items-center gap-2.5 rounded-md border bg-panel px-3 py-2 hover:bg-hover"
    >
      <Icon size={18} aria-hidden="true" className="shrink-0 text-ink-2" />
      <span className="min-w-0">
        <span className="block truncate font-medium">{attachment.fileName}</span>
        <span className="text-xs text-ink-3">{fileSize(attachment.size)}</span>
      </span>
    </a>
  );
}
