import { GatewayWorld } from './gateway-world.ts';

/** A gateway in a process of its own, to be killed: `gateway-process.ts <database>`. Says its address once it listens. */
const [, , url = ''] = process.argv;
const world = await GatewayWorld.open({ bus: 'postgres', database: { url } });
const gateway = await world.gateway();
process.send?.(gateway.url);
process.once('disconnect', () => process.exit());
