import type { SyncStatus } from '@frontdesk/sync/client/sync-client';
import { Banner } from '@frontdesk/ui/banner';
import { ConnectionMark } from '@frontdesk/ui/connection-mark';
import { noticeOf } from '../shell/sync-notice.ts';
import { markOf } from '../shell/sync-words.ts';
import { SYNC_STATES } from './fixture-work.ts';
import { GalleryRow } from './gallery-row.tsx';

const STATES: readonly (readonly [string, SyncStatus])[] = Object.entries(SYNC_STATES);

/** Every way in which the engine can stand: its mark, and its line where it has one. */
export function SyncParts() {
  return (
    <>
      <GalleryRow title="Where my work stands">
        {STATES.map(([name, status]) => {
          const { state, words } = markOf(status);
          return <ConnectionMark key={name} state={state} words={words} />;
        })}
      </GalleryRow>
      <GalleryRow title="The line across the top">
        {STATES.map(([name, status]) => {
          const notice = noticeOf(status);
          return notice === null ? null : (
            <div key={name} className="w-full">
              <Banner thin tone={notice.tone}>
                {notice.words}
              </Banner>
            </div>
          );
        })}
      </GalleryRow>
    </>
  );
}
