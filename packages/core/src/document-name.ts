import type { Permission } from './roles.ts';

/** What a document is of: a procedure's draft, a note in a conversation, the n-th reply that is being written there. */
export type DocumentOf =
  | { readonly kind: 'sop'; readonly id: string }
  | { readonly kind: 'note'; readonly id: string }
  | { readonly kind: 'draft'; readonly id: string; readonly n: number };

/** What each kind needs at least, beside access to its scope. */
export const DOCUMENT_PERMISSIONS = {
  sop: { read: 'sop.read', write: 'sop.write' },
  note: { read: 'conversation.read', write: 'conversation.note' },
  draft: { read: 'conversation.read', write: 'conversation.reply' },
} as const satisfies Record<DocumentOf['kind'], { read: Permission; write: Permission }>;

const NAME =
  /^(?:(?<whole>sop|note):(?<id>[0-9a-f-]{36})|draft:(?<conversation>[0-9a-f-]{36}):(?<n>[1-9]\d{0,8}))$/;

export const documentName = (of: DocumentOf): string =>
  of.kind === 'draft' ? `draft:${of.id}:${of.n}` : `${of.kind}:${of.id}`;

/** Undefined for what is no document's name. */
export function parseDocumentName(name: string): DocumentOf | undefined {
  const parts = NAME.exec(name)?.groups;
  if (!parts) return undefined;
  const { whole, id, conversation, n } = parts;
  if (id !== undefined) return { kind: whole === 'sop' ? 'sop' : 'note', id };
  return conversation === undefined ? undefined : { kind: 'draft', id: conversation, n: Number(n) };
}
