import type {
  AnyChannel,
  HttpRequest,
  HttpResponse,
  MediaFailure,
  MediaRef,
} from '@frontdesk/connector-kit/channel';
import { mediaFailure } from '@frontdesk/connector-kit/answers';
import { runHttp } from '@frontdesk/connector-kit/http-runner';
import { sameSha256 } from '@frontdesk/connector-kit/signatures';
import type { Deps } from '../deps.ts';
import { readFile, type FileKey } from '../files/files.ts';
import type { InboxAccess } from '../inboxes/inbox-access.ts';

/** The largest that any channel takes (WhatsApp documents). */
export const MAX_FILE_BYTES = 100_000_000;

const LOCATE_MS = 15_000;
const FETCH_MS = 120_000;

export type Downloaded =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly failure: MediaFailure };

type DownloadDeps = Pick<Deps, 'settings' | 'files'>;

/** Gets what a customer sent, by whatever steps the channel's plan has. `key`: where an upload to our own store lies. */
export async function downloadMedia(
  deps: DownloadDeps,
  {
    channel,
    access,
    key,
  }: { readonly channel: AnyChannel; readonly access: InboxAccess; readonly key: FileKey },
  ref: MediaRef,
): Promise<Downloaded> {
  const { outbound } = channel;
  const plan =
    outbound.delivery === 'http'
      ? outbound.mediaRequest(ref, access.creds, access.baseUrl)
      : outbound.mediaRequest(ref);
  switch (plan.kind) {
    case 'impossible':
      return failed('failed', plan.why);
    case 'stored': {
      const bytes = await readFile(deps.files, key);
      return bytes ? { ok: true, bytes } : failed('gone', 'The file did not arrive.');
    }
    case 'direct':
      return checked(await fetchBytes(deps, plan.request), ref.sha256);
    case 'locate': {
      const answered = await run(deps, plan.request, {
        timeoutMs: LOCATE_MS,
        maxResponseBytes: 1_000_000,
      });
      if (!answered.ok) return answered;
      const location = plan.read(answered.response);
      if (!location.ok) return { ok: false, failure: location.outcome };
      const fetched = await fetchBytes(deps, location.request);
      // The link is short-lived: that one is gone says nothing about the file.
      if (!fetched.ok && fetched.failure.kind === 'gone')
        return failed('retry', fetched.failure.why);
      return checked(fetched, location.sha256 ?? ref.sha256);
    }
  }
}

const failed = (kind: MediaFailure['kind'], why: string): Downloaded => ({
  ok: false,
  failure: { kind, why },
});

type Answered =
  | { readonly ok: true; readonly response: HttpResponse }
  | Extract<Downloaded, { ok: false }>;

async function run(
  { settings }: DownloadDeps,
  request: HttpRequest,
  limits: { timeoutMs: number; maxResponseBytes: number },
): Promise<Answered> {
  const ran = await runHttp(request, {
    allowPrivateNetwork: settings.allowPrivateNetwork,
    ...limits,
  });
  if (ran.ok) return ran;
  const { kind } = ran.failure;
  if (kind === 'address-refused')
    return {
      ok: false,
      failure: { kind: 'failed', why: 'The file lies at an address that is not allowed.' },
    };
  if (kind === 'too-large')
    return { ok: false, failure: { kind: 'failed', why: 'The file is too large.' } };
  return {
    ok: false,
    failure: { kind: 'retry', why: 'The file could not be fetched from the vendor.' },
  };
}

async function fetchBytes(deps: DownloadDeps, request: HttpRequest): Promise<Downloaded> {
  const answered = await run(deps, request, {
    timeoutMs: FETCH_MS,
    maxResponseBytes: MAX_FILE_BYTES,
  });
  if (!answered.ok) return answered;
  const failure = mediaFailure(answered.response);
  return failure ? { ok: false, failure } : { ok: true, bytes: answered.response.body };
}

function checked(downloaded: Downloaded, sha256: string | null): Downloaded {
  if (!downloaded.ok || sha256 === null || sameSha256(downloaded.bytes, sha256)) return downloaded;
  return failed('retry', 'The file arrived damaged.');
}
