import type { Channel, HttpOutbound, HttpRequest } from '../channel.ts';
import { bodyText } from '../lenient-json.ts';
import type { HttpFixture } from './fixture.ts';

/** A channel that sends over HTTP, with what its fixture says about it. */
export type Subject<Creds> = {
  readonly channel: Channel<Creds>;
  readonly out: HttpOutbound<Creds>;
  readonly creds: Creds;
  readonly secrets: readonly string[];
  readonly given: HttpFixture;
};

export const bodyOf = (request: HttpRequest): string =>
  request.body === null || typeof request.body === 'string'
    ? (request.body ?? '')
    : request.body.map(bodyText).join('');

/** What proxies and broken vendors answer instead of a result. */
export const PAGES: readonly string[] = [
  '<html>bad gateway</html>',
  '',
  '[]',
  'null',
  '{"data":null,"error":null,"messages":[null]}',
];
