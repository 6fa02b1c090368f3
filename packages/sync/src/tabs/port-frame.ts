/**
 * What goes over a channel between a tab and the leader: what they say, and signs of life around it, since a
 * channel does not tell when its other end is gone.
 */
export type PortFrame =
  /** The leader's first: the channel is of use from here on. */
  | { readonly op: 'open'; readonly term: number }
  | { readonly op: 'say'; readonly message: unknown }
  | { readonly op: 'ping' }
  | { readonly op: 'pong' }
  /** Either end goes. */
  | { readonly op: 'bye' };
