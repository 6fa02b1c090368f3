import { counted } from '../../../shell/words.ts';

/** As `PUT /api/v1/ai/intents` answers. Rows count as a spreadsheet shows them; in JSON, intents from 1. */
export type ImportReportAnswer = {
  readonly intents: number;
  readonly created: number;
  readonly imported: number;
  readonly skipped: number;
  readonly failed: number;
  readonly errors: readonly {
    readonly row: number;
    readonly errors: readonly { readonly field?: string; readonly message: string }[];
  }[];
};

/** What became of the rows: those that were taken are in, the others stand in a table. */
export function ImportReport({ report }: { report: ImportReportAnswer }) {
  const { intents, created, imported, skipped, failed, errors } = report;
  return (
    <div className="flex flex-col gap-3">
      <p>
        {`${counted(imported, 'example')} for ${counted(intents, 'intent')}, ${created === 0 ? 'none' : created} of them new.`}
        {skipped === 0
          ? ''
          : ` Left out: ${counted(skipped, 'text that was there already', 'texts that were there already')}.`}{' '}
        The reader is training.
      </p>
      {failed === 0 ? null : (
        <>
          <p className="font-medium text-bad">
            {`${counted(failed, 'row was', 'rows were')} left out. Put them right and import the file again.`}
          </p>
          <table aria-label="Rows that were left out" className="w-full text-left">
            <thead className="border-b text-xs text-ink-3">
              <tr>
                <th scope="col" className="py-1 pr-3 font-medium">
                  Row
                </th>
                <th scope="col" className="py-1 pr-3 font-medium">
                  Field
                </th>
                <th scope="col" className="py-1 font-medium">
                  What is wrong
                </th>
              </tr>
            </thead>
            <tbody>
              {errors.flatMap(({ row, errors: wrong }) =>
                wrong.map(({ field, message }) => (
                  <tr key={`${row}-${field}-${message}`} className="border-b align-top">
                    <td className="tabular py-1 pr-3">{row}</td>
                    <td className="py-1 pr-3 font-mono text-xs">{field ?? ''}</td>
                    <td className="py-1">{message}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
          {errors.length < failed ? (
            <p className="text-xs text-ink-3">{`The first ${errors.length} of ${failed}.`}</p>
          ) : null}
        </>
      )}
    </div>
  );
}
