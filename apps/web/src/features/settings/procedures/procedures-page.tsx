import { subAddress, urlQuery } from '../parts/url-query.ts';
import { ProcedureEditor } from './procedure-editor.tsx';
import { ProcedureList } from './procedure-list.tsx';

/** `/settings/procedures`, `…/new`, `…/new?from=<id>` and `…/<id>`. */
export function ProceduresPage({ address }: { address: string }) {
  const sub = subAddress(address);
  if (sub === '') return <ProcedureList query={urlQuery(address)} />;
  const from = urlQuery(address).get('from');
  return sub === 'new' ? (
    <ProcedureEditor key={`new-${from}`} id={null} fromId={from === '' ? null : from} />
  ) : (
    <ProcedureEditor key={sub} id={sub} fromId={null} />
  );
}
