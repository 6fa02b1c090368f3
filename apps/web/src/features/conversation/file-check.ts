import { fileSize } from '../../shell/words.ts';
import type { ChannelFacts, MediaKind } from './channel-facts.ts';

export type FileVerdict =
  | { readonly ok: true; readonly kind: MediaKind }
  | { readonly ok: false; readonly why: string };

type FileFacts = { readonly name: string; readonly type: string; readonly size: number };

function kindsOf(type: string): readonly MediaKind[] {
  const top = type.split('/')[0];
  if (top === 'image') return ['IMAGE', 'STICKER', 'DOCUMENT'];
  if (top === 'video') return ['VIDEO', 'DOCUMENT'];
  if (top === 'audio') return ['AUDIO', 'DOCUMENT'];
  return ['DOCUMENT'];
}

const takes = (patterns: readonly string[], type: string) =>
  patterns.some(
    (pattern) =>
      pattern === '*/*' ||
      pattern === type ||
      (pattern.endsWith('/*') && type.startsWith(pattern.slice(0, -1))),
  );

/** Whether the channel takes this file, before a byte is uploaded; if not, why in one sentence that says what to do. */
export function checkFile(
  file: FileFacts,
  channel: Pick<ChannelFacts, 'name' | 'limits'>,
): FileVerdict {
  const { media } = channel.limits;
  if (Object.keys(media).length === 0)
    return {
      ok: false,
      why: `${channel.name} cannot send files: it takes text only. Send a link instead, or answer on another channel.`,
    };
  if (file.size === 0) return { ok: false, why: `${file.name} is empty.` };
  const type = (file.type || 'application/octet-stream').split(';')[0] ?? '';
  const fitting = kindsOf(type).filter(
    (kind) => media[kind] !== undefined && takes(media[kind].mimeTypes, type),
  );
  const first = fitting[0];
  if (first === undefined)
    return {
      ok: false,
      why: `${channel.name} does not take ${file.type || 'this kind of file'} (${file.name}). Save it in another format, for instance PDF or JPEG.`,
    };
  const kind = fitting.find((each) => file.size <= (media[each]?.maxBytes ?? 0));
  if (kind === undefined) {
    const most = Math.max(...fitting.map((each) => media[each]?.maxBytes ?? 0));
    return {
      ok: false,
      why: `${file.name} is ${fileSize(file.size)}. ${channel.name} takes up to ${fileSize(most)} for this kind of file.`,
    };
  }
  return { ok: true, kind };
}
