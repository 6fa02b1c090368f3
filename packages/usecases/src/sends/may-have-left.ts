/** What a person reads at whatever waited for a vendor, or had left, when the database was set back. */
export const MAY_HAVE_LEFT =
  'The database was restored from an earlier time. This may have gone out already.';
