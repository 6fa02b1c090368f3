import { type TestRedis, startRedis } from '@frontdesk/testkit/redis';
import { afterAll } from 'vitest';
import { gatewaySuite } from '../testing/gateway-suite.ts';

let redis: TestRedis | undefined;
afterAll(() => redis?.stop());

gatewaySuite('three gateways on Redis', {
  gateways: 3,
  bus: async () => {
    redis = await startRedis();
    return { redisUrl: redis.url };
  },
});
