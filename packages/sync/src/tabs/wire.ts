/** A channel between pages and workers of one browser, of whatever kind. */
export interface Wire<Message> {
  say(message: Message, transfer?: Transferable[]): void;
  hear(listener: (message: Message) => void): void;
  close(): void;
}

/** What workers and message ports have in common. */
type Talker = {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
};

/** A wire over a port, or between a worker and whoever made it. */
export function wireOver<Message>(end: MessagePort | Talker): Wire<Message> {
  return {
    say: (message, transfer = []) => end.postMessage(message, transfer),
    hear: (listener) => {
      end.addEventListener('message', ({ data }: MessageEvent<Message>) => listener(data));
      if ('start' in end) end.start();
    },
    close: () => {
      if ('close' in end) end.close();
    },
  };
}
