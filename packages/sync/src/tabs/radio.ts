import { wireOver, type Wire } from './wire.ts';

/** A BroadcastChannel with typed messages: every other page and worker of this origin that has the name hears them. */
export const radio = <Message>(name: string): Wire<Message> => wireOver(new BroadcastChannel(name));
