import type { Classification } from '@frontdesk/core/sops/entities';
import type { ToastMessage } from '@frontdesk/ui/toast-host';
import { create } from 'zustand';

/** What floats above the page. Pickers stand at an element; the rest in the middle. */
export type Overlay =
  | {
      readonly kind: 'assign' | 'tag' | 'snooze' | 'status' | 'priority' | 'more' | 'filter';
      readonly anchor: Element;
      readonly ids: readonly string[];
    }
  | { readonly kind: 'intent'; readonly anchor: Element; readonly reading: Classification }
  | { readonly kind: 'palette' | 'help' }
  | { readonly kind: 'signOut'; readonly pending: number }
  | { readonly kind: 'lightbox'; readonly attachmentId: string }
  | { readonly kind: 'snoozeUntil'; readonly ids: readonly string[] }
  | { readonly kind: 'account'; readonly anchor: Element }
  | {
      readonly kind: 'insert';
      readonly what: 'canned' | 'mention' | 'emoji';
      readonly anchor: Element;
      readonly query: string;
      readonly conversationId: string;
      readonly onPick: (piece: string) => void;
      readonly onClose: () => void;
    };

/** What only this window knows. */
type WindowState = {
  readonly overlay: Overlay | null;
  readonly toasts: readonly ToastMessage[];
  /** Conversations ticked for a bulk action, in no order. */
  readonly selection: ReadonlySet<string>;
  /** The row that j and k move; follows the open conversation. */
  readonly cursorId: string | null;
  readonly detailsHidden: boolean;
  /** The views as a drawer, where the screen is too narrow to keep them. */
  readonly viewsShown: boolean;
  readonly open: (overlay: Overlay) => void;
  readonly close: () => void;
  readonly toast: (text: string, more?: { tone?: 'bad'; action?: ToastMessage['action'] }) => void;
  readonly toastShown: (id: string) => void;
  readonly select: (id: string, on: boolean) => void;
  readonly selectAll: (ids: readonly string[]) => void;
  readonly moveCursor: (id: string | null) => void;
  readonly toggleDetails: () => void;
  readonly toggleViews: () => void;
  readonly hideViews: () => void;
};

let toastNumber = 0;

export const useWindowState = create<WindowState>((set) => ({
  overlay: null,
  toasts: [],
  selection: new Set(),
  cursorId: null,
  detailsHidden: false,
  viewsShown: false,
  open: (overlay) => set({ overlay }),
  close: () => set({ overlay: null }),
  toast: (text, more = {}) => {
    const { tone, action } = more;
    const toast = {
      id: `toast-${++toastNumber}`,
      text,
      ...(tone === undefined ? {} : { tone }),
      ...(action === undefined ? {} : { action }),
    };
    set((state) => ({ toasts: [...state.toasts, toast] }));
  },
  toastShown: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
  select: (id, on) =>
    set((state) => {
      const selection = new Set(state.selection);
      if (on) selection.add(id);
      else selection.delete(id);
      return { selection };
    }),
  selectAll: (ids) => set({ selection: new Set(ids) }),
  moveCursor: (cursorId) => set({ cursorId }),
  toggleDetails: () => set((state) => ({ detailsHidden: !state.detailsHidden })),
  toggleViews: () => set((state) => ({ viewsShown: !state.viewsShown })),
  hideViews: () => set({ viewsShown: false }),
}));
