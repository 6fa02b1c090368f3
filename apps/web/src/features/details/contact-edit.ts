import { create } from 'zustand';
import type { ContactField } from '../runs/step-words.ts';

/** A contact whose form is open, and the field that it was opened for; asked for from anywhere on the screen. */
type ContactEdit = {
  readonly contactId: string | null;
  readonly field: ContactField | null;
  readonly edit: (contactId: string, field: ContactField | null) => void;
  readonly done: () => void;
};

export const useContactEdit = create<ContactEdit>((set) => ({
  contactId: null,
  field: null,
  edit: (contactId, field) => set({ contactId, field }),
  done: () => set({ contactId: null, field: null }),
}));
