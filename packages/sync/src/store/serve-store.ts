import { unreachable } from '@frontdesk/core/assert';
import type { Port } from '../tabs/port.ts';
import type { LocalStore } from './local-store.ts';
import type { FromStore, StoreCall, ToStore } from './store-protocol.ts';

/** Answers the calls of a {@link RemoteStore}, in the worker that has the store. */
export function serveStore(port: Port<FromStore, ToStore>, store: LocalStore): void {
  port.listen(({ id, call }) => {
    answer(store, call, (part) => port.post({ id, part })).then(
      (value) => port.post({ id, value }),
      (error: unknown) => port.post({ id, error: String(error) }),
    );
  });
}

function answer(
  store: LocalStore,
  call: StoreCall,
  part: Parameters<LocalStore['hot']>[0],
): Promise<unknown> {
  switch (call.name) {
    case 'open':
      return store.open();
    case 'commit':
      return store.commit(call.commit);
    case 'hot':
      return store.hot(part);
    case 'group':
      return store.group(call.group);
    case 'search':
      return store.search(call.search);
    case 'sums':
      return store.sums(call.rows);
    case 'purge':
      return store.purge();
    case 'close':
      return store.close();
    default:
      return unreachable(call);
  }
}
