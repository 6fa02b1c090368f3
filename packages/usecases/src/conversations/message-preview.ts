import type { MessageType } from '@frontdesk/core/entities';
import { preview } from '@frontdesk/core/text';

const LABELS: Readonly<Record<MessageType, string>> = {
  TEXT: '',
  IMAGE: 'Photo',
  VIDEO: 'Video',
  AUDIO: 'Audio',
  DOCUMENT: 'Document',
  STICKER: 'Sticker',
  LOCATION: 'Location',
  CONTACT: 'Contact',
  POLL: 'Poll',
  REACTION: 'Reaction',
};

/** One line of a message for a list: its text, else what it is. */
export const messagePreview = (type: MessageType, text: string): string =>
  type === 'REACTION' ? `Reacted ${text}`.trim() : preview(text) || LABELS[type];
