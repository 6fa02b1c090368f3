import type { SopFields } from '@frontdesk/core/mutations/arguments';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer, Failure } from '../../../api/request.ts';
import { request } from '../../../api/request.ts';
import { useWindowState } from '../../../shell/window-state.ts';
import { showFirstComplaint } from '../parts/show-first-complaint.ts';
import { writtenFields } from './procedure-answer.ts';
import type { ProcedureAnswer } from './procedure-answer.ts';
import { changedFields, complaintsOf, draftOf, fieldsOf } from './procedure-draft.ts';
import type { Complaints, Draft } from './procedure-draft.ts';

export type ProcedureDraft = {
  readonly draft: Draft;
  readonly change: (fields: Partial<Draft>) => void;
  /** What is not saved yet. */
  readonly dirty: boolean;
  readonly busy: boolean;
  readonly errorOf: (field: string) => string | undefined;
  readonly failure: Failure | undefined;
  /** What somebody else has saved since this was read, when a save has met it. */
  readonly theirs: ProcedureAnswer | null;
  /** The id of a procedure that has just been made. */
  readonly madeId: string | null;
  readonly save: (over?: ProcedureAnswer) => Promise<void>;
  readonly discard: () => void;
  readonly takeTheirs: () => void;
  readonly closeConflict: () => void;
};

const pathOf = (id: string) => `/sops/${id}`;

/** Reads again what stands on the server, past the cache. */
const readAgain = (id: string): Promise<Answer<ProcedureAnswer>> => request('GET', pathOf(id));

/** The server names a field inside an action (`actions.0.text`); the form has one place for each action. */
const complaintOf = (complaints: Complaints, field: string): string | undefined =>
  complaints[field] ??
  Object.entries(complaints).find(([name]) => name.startsWith(`${field}.`))?.[1];

const complaintsIn = ({ details }: Failure): Complaints =>
  Object.fromEntries(
    details.flatMap(({ field, message }) => (field === undefined ? [] : [[field, message]])),
  );

type State = {
  /** As it was last read or saved; null for a new one. */
  readonly base: ProcedureAnswer | null;
  readonly draft: Draft;
  readonly touched: boolean;
  readonly busy: boolean;
  readonly complaints: Complaints;
  readonly failure: Failure | undefined;
  readonly theirs: ProcedureAnswer | null;
  readonly madeId: string | null;
};

const stateOf = (base: ProcedureAnswer | null, initial?: SopFields): State => ({
  base,
  draft: draftOf(base === null ? initial : writtenFields(base)),
  touched: false,
  busy: false,
  complaints: {},
  failure: undefined,
  theirs: null,
  madeId: null,
});

/**
 * A procedure while it is written. A change from elsewhere is taken in while nothing is unsaved; otherwise the save meets
 * it, and sends only what was changed here.
 */
export function useProcedureDraft(
  loaded: ProcedureAnswer | null,
  initial: SopFields | undefined,
): ProcedureDraft {
  const client = useQueryClient();
  const toast = useWindowState((state) => state.toast);
  const [state, setState] = useState(() => stateOf(loaded, initial));
  const { base, draft, theirs } = state;
  const patch = (fields: Partial<State>) => setState((now) => ({ ...now, ...fields }));

  const after = fieldsOf(draft);
  const changes = base === null ? after : changedFields(writtenFields(base), after);
  const changed = base === null ? state.touched : Object.keys(changes).length > 0;
  const dirty = changed && state.madeId === null;
  if (loaded !== null && base !== null && loaded.version > base.version && !dirty)
    setState(stateOf(loaded));

  const onRefused = async (failure: Failure) => {
    const answer =
      failure.code === 'CONFLICT' && base !== null ? await readAgain(base.id) : undefined;
    if (answer?.ok === true) return patch({ busy: false, theirs: answer.value });
    patch({ busy: false, failure, complaints: complaintsIn(failure) });
    showFirstComplaint();
  };
  const save = async (over: ProcedureAnswer | null = base) => {
    const complaints = complaintsOf(after);
    patch({ complaints, failure: undefined });
    if (Object.keys(complaints).length > 0) return showFirstComplaint();
    if (state.busy || (base !== null && !dirty)) return;
    patch({ busy: true });
    const answer = await send(over, over === null ? after : changes);
    if (!answer.ok) return onRefused(answer.failure);
    client.setQueryData([pathOf(answer.value.id)], answer.value);
    toast(over === null ? 'Saved' : `Saved as version ${answer.value.version}`);
    if (over === null) patch({ busy: false, madeId: answer.value.id });
    else setState(stateOf(answer.value));
  };
  return {
    ...state,
    dirty,
    save,
    change: (fields) =>
      setState((now) => ({ ...now, touched: true, draft: { ...now.draft, ...fields } })),
    errorOf: (field) => complaintOf(state.complaints, field),
    discard: () => setState(stateOf(base)),
    takeTheirs: () => setState(stateOf(theirs ?? base)),
    closeConflict: () => patch({ theirs: null }),
  };
}

/** What was changed, on top of the version that it is meant for; a new one where there is none. */
const send = (
  over: ProcedureAnswer | null,
  fields: Partial<SopFields>,
): Promise<Answer<ProcedureAnswer>> =>
  over === null
    ? request('POST', '/sops', { body: fields })
    : request('PATCH', pathOf(over.id), {
        body: fields,
        headers: { 'if-match': `"${over.version}"` },
      });
