import { hash, verify } from '@node-rs/bcrypt';

/** bcrypt's work factor: some 200 ms on the machine that serves, off the event loop. */
const COST = 12;

/** bcrypt reads no byte beyond this one, so a longer password is refused rather than cut. */
export const PASSWORD_MAX_BYTES = 72;
export const PASSWORD_MIN_CHARS = 10;

/** Nobody's password: what an unknown address is checked against, so that it takes as long as a known one. */
const NOBODY = '$2b$12$j6Yk9KwXas9szxUZug50uuMRyvYd6PDarA9J881Y/jT/HFMgsRj62';

export const hashPassword = (password: string): Promise<string> =>
  hash(password, { cost: COST, rejectLongPasswords: true });

/** Always does the work of one check, with or without a stored hash. */
export async function passwordMatches(
  password: string,
  stored: string | null | undefined,
): Promise<boolean> {
  const matches = await verify(password, stored ?? NOBODY);
  return matches && stored != null;
}
