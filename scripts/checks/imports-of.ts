import { parseSync } from 'oxc-parser';

/** One import of a file, re-exports and dynamic ones included. */
export interface Import {
  specifier: string;
  /** Erased before it runs. */
  isType: boolean;
}

export interface ParsedModule {
  imports: Import[];
  /** Whether the file holds nothing but re-exports, or passes on all of another file. */
  isBarrel: boolean;
  errors: string[];
}

const LITERAL = /^(['"`])([^'"`$]*)\1$/;

/** What a module imports. Dynamic imports of a computed name are left out: nobody can tell what they load. */
export function importsOf(path: string, source: string): ParsedModule {
  const { module, program, errors } = parseSync(path, source);
  const reExports = module.staticExports.flatMap((statement) =>
    statement.entries.filter((entry) => entry.moduleRequest !== null),
  );
  const imports: Import[] = [
    ...module.staticImports.map((statement) => ({
      specifier: statement.moduleRequest.value,
      isType: statement.entries.length > 0 && statement.entries.every((entry) => entry.isType),
    })),
    ...reExports.map((entry) => ({
      specifier: entry.moduleRequest?.value ?? '',
      isType: entry.isType,
    })),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const specifier = LITERAL.exec(source.slice(start, end))?.[2];
      return specifier === undefined ? [] : [{ specifier, isType: false }];
    }),
  ];
  const isOnlyReExports =
    program.body.length > 0 &&
    program.body.every(
      (statement) =>
        statement.type === 'ExportAllDeclaration' ||
        (statement.type === 'ExportNamedDeclaration' && statement.source !== null),
    );
  const passesOnAll = program.body.some((statement) => statement.type === 'ExportAllDeclaration');
  return {
    imports,
    isBarrel: isOnlyReExports || passesOnAll,
    errors: errors.map((error) => error.message),
  };
}
