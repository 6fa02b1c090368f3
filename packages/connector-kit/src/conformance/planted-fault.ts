import type {
  Channel,
  HttpOutbound,
  InboundEvent,
  Parsed,
  RawDelivery,
  SocketOutbound,
} from '../channel.ts';
import type { Fixture } from './fixture.ts';
import { courierFixture, courierOutbound, pigeonFixture } from './pigeon.fixture.ts';
import { pigeon as good, pigeonOutbound as out, type PigeonCreds } from './pigeon.ts';

/** A channel that is right but for one mistake, and the rule that has to notice it. */
export type Fault = { readonly rule: string; readonly fixture: Fixture<PigeonCreds> };

export const channel = (change: Partial<Channel<PigeonCreds>>): Fixture<PigeonCreds> => ({
  ...pigeonFixture,
  channel: { ...good, ...change },
});
export const sending = (change: Partial<HttpOutbound<PigeonCreds>>): Fixture<PigeonCreds> =>
  channel({ outbound: { ...out, ...change } });
export const parsing = (
  change: (events: readonly InboundEvent[], raw: RawDelivery) => readonly InboundEvent[],
): Fixture<PigeonCreds> =>
  channel({
    parse: (raw, account): Parsed => {
      const parsed = good.parse(raw, account);
      return parsed.ok ? { ok: true, events: change(parsed.events, raw) } : parsed;
    },
  });
export const fixture = (change: Partial<Fixture<PigeonCreds>>): Fixture<PigeonCreds> => ({
  ...pigeonFixture,
  ...change,
});
export const overSocket = (change: Partial<SocketOutbound>): Fixture<PigeonCreds> => ({
  ...courierFixture,
  channel: { ...courierFixture.channel, outbound: { ...courierOutbound, ...change } },
});
