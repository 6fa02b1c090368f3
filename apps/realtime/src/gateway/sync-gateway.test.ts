import { gatewaySuite } from '../testing/gateway-suite.ts';

gatewaySuite('one gateway on the Postgres bus', { gateways: 1, bus: async () => 'postgres' });
