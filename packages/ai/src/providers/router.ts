import type { Log } from '@frontdesk/core/log';
import type {
  DraftEvent,
  DraftRequest,
  ProviderConfig,
  ReadAnswer,
  ReadRequest,
  Spend,
} from './provider.ts';

export type AiRouterOptions = {
  readonly log: Log;
  /** Milliseconds since 1970, for the age of kept answers. */
  readonly now: () => number;
  /** May base URLs lead to this machine or a private network? */
  readonly allowPrivateNetwork: boolean;
};

export type TestResult = { readonly ok: boolean; readonly ms: number; readonly error?: string };

/**
 * Asks the providers in the order given until one answers well. One per process: what it learns about a provider's
 * health, and the answers it keeps, serve all of the process's work.
 */
export interface Router {
  read(
    request: ReadRequest,
    providers: readonly ProviderConfig[],
    spend: Spend,
    deadlineMs: number,
  ): Promise<ReadAnswer | null>;
  draft(
    request: DraftRequest,
    providers: readonly ProviderConfig[],
    spend: Spend,
    signal: AbortSignal,
  ): AsyncGenerator<DraftEvent, void>;
  test(provider: ProviderConfig, spend: Spend): Promise<TestResult>;
}
