import { useAsk } from '../ask.ts';

/** As `GET /api/v1/ai/spend` tells it, in US dollars. */
export type SpendAnswer = {
  readonly timezone: string;
  readonly dailyLimit: number;
  readonly spentToday: number;
  readonly usageDays: number;
  readonly usage: readonly {
    readonly providerId: string | null;
    readonly provider: string;
    readonly purpose: 'read' | 'draft' | 'test';
    readonly calls: number;
    readonly failed: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly cost: number;
    /** On average, of those that went well. */
    readonly ms: number | null;
  }[];
};

export const SPEND_PATH = '/ai/spend';

export const useSpend = () => useAsk<SpendAnswer>(SPEND_PATH);

/** "$4.20"; small amounts keep enough digits to be more than nothing. */
export const dollars = (amount: number): string =>
  new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: amount !== 0 && amount < 0.1 ? 4 : 2,
  }).format(amount);
