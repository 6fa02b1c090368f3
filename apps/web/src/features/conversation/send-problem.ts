import type { ChannelFacts } from './channel-facts.ts';
import { firstBlank } from './composing.ts';
import type { Draft } from './draft-store.ts';
import type { Upload } from './use-uploads.ts';

type Attempt = {
  readonly draft: Draft;
  readonly uploads: readonly Pick<Upload, 'state'>[];
  readonly facts: Pick<ChannelFacts, 'limits'> | undefined;
  /** The channel takes no free text now. */
  readonly windowClosed: boolean;
  /** This device cannot keep anything new. */
  readonly blocked: boolean;
  /** What came before is not on the screen yet: nobody answers what they have not seen. */
  readonly unseen: boolean;
};

/** Why it cannot go as it stands, in words (none where the composer says it already); null when it can. */
export function sendProblem(attempt: Attempt): string | null {
  const { draft, uploads, facts, windowClosed, blocked, unseen } = attempt;
  if (blocked) return '';
  if (draft.mode === 'note') return null;
  if (windowClosed) return '';
  if (unseen) return 'The conversation is still opening';
  const blank = firstBlank(draft.reply);
  if (blank !== null) return `Fill in ${blank} first`;
  const most = facts?.limits.textChars ?? Number.POSITIVE_INFINITY;
  if (draft.reply.length > most)
    return `${draft.reply.length - most} characters too long for this channel`;
  if (uploads.some((one) => one.state === 'uploading')) return 'Files are still uploading';
  if (uploads.some((one) => one.state === 'failed'))
    return 'A file was not uploaded: try it again or remove it';
  return null;
}
