import { newId } from '@frontdesk/core/ids';
import { useCallback, useEffect, useRef, useState } from 'react';
import { request } from '../../api/request.ts';
import type { ChannelKind } from '@frontdesk/core/entities';
import { holdReload } from '../../shell/unfinished.ts';
import { type ChannelFacts, channelFactsOf } from './channel-facts.ts';
import { checkFile } from './file-check.ts';

export type Upload = {
  /** Ours until the server has given the file its own. */
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** A picture to show while it is uploaded. */
  readonly preview: string | null;
  readonly state: 'uploading' | 'ready' | 'failed';
  readonly fileId: string | null;
  readonly problem: string | null;
};

type Uploads = {
  readonly uploads: readonly Upload[];
  readonly refusals: readonly string[];
  readonly add: (files: Iterable<File>) => Promise<void>;
  readonly remove: (id: string) => void;
  readonly retry: (id: string) => void;
  readonly clear: () => void;
};

const begun = (id: string, file: File): Upload => ({
  id,
  name: file.name,
  size: file.size,
  preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : null,
  state: 'uploading',
  fileId: null,
  problem: null,
});

function forget(upload: Upload): void {
  if (upload.preview !== null) URL.revokeObjectURL(upload.preview);
}

/** The chosen files that the channel takes, and why it does not take the others. */
function sorted(chosen: Iterable<File>, channel: ChannelFacts | undefined) {
  const taken: { id: string; file: File }[] = [];
  const refused: string[] = [];
  for (const file of chosen) {
    const verdict = channel === undefined ? null : checkFile(file, channel);
    if (verdict === null || verdict.ok) taken.push({ id: newId(), file });
    else refused.push(verdict.why);
  }
  return { taken, refused };
}

/** The list of uploads, and the sending that changes it. */
function useUploadList(conversationId: string) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const send = useCallback(
    async (id: string, file: File) => {
      const change = (fields: Partial<Upload>) =>
        setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...fields } : one)));
      change({ state: 'uploading', problem: null });
      const form = new FormData();
      form.set('conversationId', conversationId);
      form.set('file', file);
      const answer = await request<{ id: string }>('POST', '/files', { body: form });
      if (answer.ok) change({ state: 'ready', fileId: answer.value.id });
      else change({ state: 'failed', problem: answer.failure.message });
    },
    [conversationId],
  );
  return { uploads, setUploads, send };
}

/** Files on their way to the next message. They upload while one types; each is checked against the channel first. */
export function useUploads(conversationId: string, channel: ChannelKind): Uploads {
  const { uploads, setUploads, send } = useUploadList(conversationId);
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const files = useRef(new Map<string, File>());
  const shown = useRef(conversationId);

  const add = useCallback(
    async (chosen: Iterable<File>) => {
      // Taken before anything is waited for: the field that they come from is emptied.
      const list = [...chosen];
      const facts = await channelFactsOf(channel);
      if (shown.current !== conversationId) return;
      const { taken, refused } = sorted(list, facts);
      setRefusals(refused);
      setUploads((all) => [...all, ...taken.map(({ id, file }) => begun(id, file))]);
      for (const { id, file } of taken) {
        files.current.set(id, file);
        void send(id, file);
      }
    },
    [channel, conversationId, send, setUploads],
  );
  const remove = useCallback(
    (id: string) => {
      files.current.delete(id);
      setUploads((all) => {
        all.filter((one) => one.id === id).forEach(forget);
        return all.filter((one) => one.id !== id);
      });
    },
    [setUploads],
  );
  const retry = useCallback(
    (id: string) => {
      const file = files.current.get(id);
      if (file !== undefined) void send(id, file);
    },
    [send],
  );
  const clear = useCallback(() => {
    files.current.clear();
    setUploads((all) => {
      all.forEach(forget);
      return [];
    });
    setRefusals([]);
  }, [setUploads]);
  useEffect(() => {
    shown.current = conversationId;
    return clear;
  }, [conversationId, clear]);
  // Their files live in this page alone.
  const hasFiles = uploads.length > 0;
  useEffect(() => (hasFiles ? holdReload() : undefined), [hasFiles]);
  return { uploads, refusals, add, remove, retry, clear };
}
