/** A reason not to go on that a user can act on: shown as one line, without a stack. */
export class Refusal extends Error {}

/** What the system's error codes mean for a folder or file that we need. */
export function refuseFileError(what: string, error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = FILE_ERRORS[code] ?? (error instanceof Error ? error.message : String(error));
  return new Refusal(`${what}: ${reason}`);
}

const FILE_ERRORS: Record<string, string> = {
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'there is a file of that name',
  ENOENT: 'the folder cannot be created there',
};
