/**
 * What the visitor's page (or its socket, on its behalf) posts as one raw delivery, with the visitor token as
 * `authorization: Bearer …`. Our own format: the widget is the only vendor that we can change.
 */
export type WebChatDelivery = {
  readonly v: 1;
  /** Unique per delivery; a repeated one is dropped. */
  readonly id: string;
  /** The inbox's widget key. */
  readonly inbox: string;
  readonly visitor: {
    readonly id: string;
    readonly name?: string;
    readonly email?: string;
    /** Where the widget is: shown to the agent. */
    readonly page?: string;
    readonly language?: string;
  };
  readonly events: readonly (WebChatMessage | WebChatReceipt)[];
};

export type WebChatMessage = {
  readonly type: 'message';
  /** Made by the page, unique for the visitor. */
  readonly id: string;
  /** The page's clock, milliseconds. */
  readonly at: number;
  readonly text: string;
  /** Already uploaded to our own store by this visitor. */
  readonly files?: readonly {
    readonly id: string;
    readonly mime: string;
    readonly name: string;
    readonly size: number;
  }[];
  /** The id of the quoted message, as the page knows it. */
  readonly replyTo?: string;
};

export type WebChatReceipt = {
  readonly type: 'receipt';
  /** The id that the message's frame carried. */
  readonly id: string;
  readonly status: 'delivered' | 'read';
  readonly at: number;
};
