import { newId } from '@frontdesk/core/ids';
import { useCallback, useEffect, useRef, useState } from 'react';
import { request } from '../../api/request.ts';
import type { ChannelFacts } from './channel-facts.ts';
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
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (id: string) => void;
  readonly retry: (id: string) => void;
  readonly clear: () => void;
};

/** Files on their way to the next message. They upload while one types; each is checked against the channel first. */
export function useUploads(conversationId: string, channel: ChannelFacts | undefined): Uploads {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const files = useRef(new Map<string, File>());
  const change = useCallback((id: string, fields: Partial<Upload>) => setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...fields } : one))), []);

  const send = useCallback(
    async (id: string, file: File) => {
      const form = new FormData();
      form.set('conversationId', conversationId);
      form.set('file', file);
      const answer = await request<{ id: string }>('POST', '/files', { body: form });
      if (answer.ok) change(id, { state: 'ready', fileId: answer.value.id, problem: null });
      else change(id, { state: 'failed', problem: answer.failure.message });
    },
    [change, conversationId],
  );

  const add = useCallback(
    (chosen: Iterable<File>) => {
      const refused: string[] = [];
      for (const file of chosen) {
        const verdict = channel === undefined ? null : checkFile(file, channel);
        if (verdict !== null && !verdict.ok) {
          refused.push(verdict.why);
          continue;
        }
        const id = newId();
        files.current.set(id, file);
        const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null;
        setUploads((all) => [...all, { id, name: file.name, size: file.size, preview, state: 'uploading', fileId: null, problem: null }]);
        void send(id, file);
      }
      setRefusals(refused);
    },
    [channel, send],
  );

  const remove = useCallback((id: string) => {
    files.current.delete(id);
    setUploads((all) => {
      const preview = all.find((one) => one.id === id)?.preview ?? null;
      if (preview !== null) URL.revokeObjectURL(preview);
      return all.filter((one) => one.id !== id);
    });
  }, []);
  const retry = useCallback(
    (id: string) => {
      const file = files.current.get(id);
      if (file === undefined) return;
      change(id, { state: 'uploading', problem: null });
      void send(id, file);
    },
    [change, send],
  );
  const clear = useCallback(() => {
    files.current.clear();
    setUploads([]);
    setRefusals([]);
  }, []);
  useEffect(() => clear, [conversationId, clear]);
  return { uploads, refusals, add, remove, retry, clear };
}
