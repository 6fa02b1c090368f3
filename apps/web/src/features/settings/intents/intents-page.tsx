import { subAddress, urlQuery } from '../parts/url-query.ts';
import { IntentEditor } from './intent-editor.tsx';
import { IntentList } from './intent-list.tsx';

/** `/settings/intents`, `…/new` and `…/<id>`. */
export function IntentsPage({ address }: { address: string }) {
  const sub = subAddress(address);
  if (sub === '') return <IntentList query={urlQuery(address)} />;
  return <IntentEditor key={sub} id={sub === 'new' ? null : sub} />;
}
