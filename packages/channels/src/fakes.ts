import type { AnyProtocol } from '@frontdesk/connector-kit/fake-vendor/protocol';
import { fake as openphone } from './openphone/fake.ts';
import { fake as webchat } from './webchat/fake.ts';
import { fake as whatsapp } from './whatsapp/fake.ts';

/** The vendor's side of every channel, for the demo and for tests; a test proves that none is missing. */
export const fakes: readonly AnyProtocol[] = [whatsapp, openphone, webchat];
