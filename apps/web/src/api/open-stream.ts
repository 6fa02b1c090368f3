import type { Answer } from './request.ts';
import { UNREACHABLE, failureOf, renewSession } from './request.ts';

const post = (path: string, signal: AbortSignal) =>
  fetch(`/api/v1${path}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: '{}',
    signal,
  });

/** Posts to `/api/v1` and answers the body as it comes. An expired access cookie is renewed once and the call repeated. */
export async function openStream(
  path: string,
  signal: AbortSignal,
): Promise<Answer<ReadableStream<Uint8Array>>> {
  try {
    const first = await post(path, signal);
    const again = first.status === 401 && (await renewSession()) === 'renewed';
    const response = again ? await post(path, signal) : first;
    if (!response.ok) return { ok: false, failure: await failureOf(response) };
    return response.body === null
      ? { ok: false, failure: UNREACHABLE }
      : { ok: true, value: response.body };
  } catch {
    return { ok: false, failure: UNREACHABLE };
  }
}
