import type { Outcome, UploadOutcome } from '@frontdesk/connector-kit/channel';
import { runHttp } from '@frontdesk/connector-kit/http-runner';
import { fileKey, readFile } from '../files/files.ts';
import type { Deps } from '../deps.ts';
import type { Claim, ClaimedSend } from './claim-send.ts';

type CallDeps = Pick<Deps, 'settings' | 'files'>;

/** Shorter than a claim lives, so that its result is always known before anyone gives it up. */
const ANSWER_MS = 15_000;
const UPLOAD_MS = 120_000;

/** Puts a claimed message to its vendor, once. Never throws for what a vendor or the network does. */
export async function callVendor({ settings }: CallDeps, claimed: ClaimedSend): Promise<Outcome> {
  const { channel, message, access } = claimed;
  const { outbound } = channel;
  // Stored is delivered to the page: it catches up when it connects.
  if (outbound.delivery === 'visitor-socket')
    return { kind: 'accepted', externalId: outbound.externalId(message) };
  const prepared = outbound.request(message, access.creds, access.baseUrl);
  if (!prepared.ok) return { kind: 'rejected', ...prepared.error };
  const ran = await runHttp(prepared.request, {
    allowPrivateNetwork: settings.allowPrivateNetwork,
    timeoutMs: ANSWER_MS,
  });
  return ran.ok ? outbound.classify(ran.response) : outbound.classifyFailure(ran.failure);
}

/** Gives the vendor a file, ahead of the message that names it. May be repeated: an unused upload is forgotten. */
export async function uploadMedia(
  deps: CallDeps,
  { send, channel, access }: Extract<Claim, { kind: 'upload' }>,
): Promise<UploadOutcome> {
  const upload = channel.outbound.delivery === 'http' ? channel.outbound.mediaUpload : null;
  const file = send.attachment;
  const bytes = file && (await readFile(deps.files, fileKey(send.organizationId, file.id)));
  if (!upload || !bytes)
    return { kind: 'rejected', code: 'file', why: 'The file is no longer there.', effect: null };
  const request = upload.request(
    { bytes, mime: file.mimeType, fileName: file.fileName },
    access.creds,
    access.baseUrl,
  );
  const ran = await runHttp(request, {
    allowPrivateNetwork: deps.settings.allowPrivateNetwork,
    timeoutMs: UPLOAD_MS,
  });
  if (ran.ok) return upload.read(ran.response);
  const { kind, detail } = ran.failure;
  if (kind === 'address-refused') {
    return {
      kind: 'rejected',
      code: kind,
      why: `This inbox points at an address that is not allowed (${detail}).`,
      effect: 'pause-inbox',
    };
  }
  return {
    kind: 'retry',
    scope: 'message',
    afterMs: null,
    code: kind,
    why: 'The file could not be handed to the vendor.',
  };
}
