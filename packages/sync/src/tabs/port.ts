/** One end of a channel that carries structured clones in order. Nothing says that the other end is gone. */
export interface Port<Out, In> {
  post(message: Out): void;
  /** The one listener; messages that came before it is set are kept for it. */
  listen(listener: (message: In) => void): void;
  close(): void;
}
