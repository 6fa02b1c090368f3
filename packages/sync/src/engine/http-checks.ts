import type { ChecksumAnswer } from '@frontdesk/core/sync-protocol';
import type { Checks } from './checks.ts';

const TIMEOUT_MS = 30_000;

/** Comparison over HTTP, with the page's own cookies. `url` is the checksums' path, of this origin or absolute. */
export function httpChecks(options: { readonly url: string }): Checks {
  return {
    async compare(request) {
      const response = await fetch(options.url, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) throw new Error(`the comparison was answered with ${response.status}`);
      // The gateway's own answer, by the protocol that both sides are built from.
      return (await response.json()) as ChecksumAnswer;
    },
  };
}
