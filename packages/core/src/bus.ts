/**
 * The bus between processes: hints and ephemera only. A message may be lost; whoever relies on one also
 * polls. Never called inside a write transaction.
 */
export type BusMessages = {
  /** The workspace's log has grown. */
  head: { workspaceId: string };
  /** There are rows in the outbox. */
  outbox: Record<string, never>;
  /** A user's or a session's access ended or changed: sockets close or re-read their rights. */
  access: { userId: string; sessionId?: string };
  /** Presence and typing, as the gateway that holds the socket saw it. */
  presence: { workspaceId: string; gatewayId: string; state: unknown };
  /** A document has updates up to `head`. */
  document: { organizationId: string; name: string; head: number };
  /** Whose cursor is where in a document, as the gateway that holds the socket saw it: y-protocols' awareness update, in base64. */
  cursors: { organizationId: string; name: string; gatewayId: string; update: string };
};

export type BusTopic = keyof BusMessages;

export interface Bus {
  /** Payloads are small (under 7,000 bytes as JSON). This process hears it at once; rejects when the others cannot. */
  publish<T extends BusTopic>(topic: T, message: BusMessages[T]): Promise<void>;
  /** Returns what ends the subscription. */
  subscribe<T extends BusTopic>(topic: T, handler: (message: BusMessages[T]) => void): () => void;
  close(): Promise<void>;
}
