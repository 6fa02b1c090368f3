/** Addresses of what PGlite is made of in a browser. */
export type PgliteFiles = {
  readonly program: string;
  readonly fileSystem: string;
  /** The prebuilt data directory, a tar archive. */
  readonly dataDirectory: string;
};

export type Prebuilt = {
  readonly pgliteWasmModule: WebAssembly.Module;
  readonly fsBundle: Blob;
  /** Stands in for initdb, which no browser runs: PGlite would fetch it at every start. */
  readonly initdbWasmModule: WebAssembly.Module;
};

/** The least that is a module: the magic number and the version (https://webassembly.github.io/spec/core/binary/modules.html#binary-module). */
const NO_MODULE = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));

/** Fetches and compiles PGlite's program. Rejects when one of its files cannot be had. */
export async function fetchProgram(files: PgliteFiles): Promise<Prebuilt> {
  const [pgliteWasmModule, fsBundle] = await Promise.all([
    WebAssembly.compileStreaming(good(fetch(files.program))),
    good(fetch(files.fileSystem)).then((answer) => answer.blob()),
  ]);
  return { pgliteWasmModule, fsBundle, initdbWasmModule: NO_MODULE };
}

/** A replica of 100,000 messages and its log, in bytes. */
const WANTED_ROOM = 150_000_000;

/** Fetches the data directory that a new database begins with. Rejects where there is no room for one. */
export async function fetchDataDirectory(files: PgliteFiles): Promise<Blob> {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < WANTED_ROOM) throw new Error(`${quota - usage} bytes are too little room`);
  const answer = await good(fetch(files.dataDirectory));
  return answer.blob();
}

async function good(request: Promise<Response>): Promise<Response> {
  const answer = await request;
  if (!answer.ok) throw new Error(`${answer.url} answers ${answer.status}`);
  return answer;
}
