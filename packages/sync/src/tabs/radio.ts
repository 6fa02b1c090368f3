/** What a MessagePort, a worker and a BroadcastChannel have in common; the last passes nothing on but the message. */
type Sender = { postMessage(message: unknown, transfer: Transferable[]): void };

/** A BroadcastChannel with typed messages: every other page and worker of this origin that has the name hears them. */
export class Radio<Message> {
  readonly #channel: BroadcastChannel;

  constructor(name: string) {
    this.#channel = new BroadcastChannel(name);
  }

  say(message: Message): void {
    const sender: Sender = this.#channel;
    sender.postMessage(message, []);
  }

  hear(listener: (message: Message) => void): void {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Message>) => listener(data));
  }

  close(): void {
    this.#channel.close();
  }
}
