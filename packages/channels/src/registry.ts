import type { AnyChannel } from '@frontdesk/connector-kit/channel';
import { openphone } from './openphone/channel.ts';
import { webchat } from './webchat/channel.ts';
import { whatsapp } from './whatsapp/channel.ts';

/** Every channel folder; a test proves that none is missing. */
export const channels: readonly AnyChannel[] = [whatsapp, openphone, webchat];

/** The channel of that kind; null for one that has no folder, such as the hidden `api` inbox. */
export const channelOf = (kind: string): AnyChannel | null =>
  channels.find((channel) => channel.kind === kind) ?? null;
