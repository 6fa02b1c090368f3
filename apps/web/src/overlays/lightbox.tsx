import { Dialog } from '@frontdesk/ui/dialog';
import { buttonClass } from '@frontdesk/ui/button';
import { Download } from 'lucide-react';
import { fileAddress } from '../features/conversation/attachment-view.tsx';
import { useRow } from '../replica/hooks.ts';
import { fileSize } from '../shell/words.ts';

export function Lightbox({ attachmentId, onClose }: { attachmentId: string; onClose: () => void }) {
  const attachment = useRow('attachments', attachmentId);
  const name = attachment?.fileName ?? 'Picture';
  return (
    <Dialog
      open
      onClose={onClose}
      title={name}
      width="full"
      footer={
        <>
          <span className="mr-auto self-center text-xs text-ink-3">
            {attachment === undefined ? '' : fileSize(attachment.size)}
          </span>
          <a href={fileAddress(attachmentId)} download={name} className={buttonClass('plain')}>
            <Download size={14} aria-hidden="true" /> Download
          </a>
        </>
      }
    >
      <img
        src={fileAddress(attachmentId)}
        alt={name}
        className="mx-auto h-full max-h-full object-contain"
      />
    </Dialog>
  );
}
