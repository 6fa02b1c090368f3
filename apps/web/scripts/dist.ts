import path from 'node:path';

/** Where this build went: the test build, which has the gallery, does not overwrite the shipped one. */
export const DIST = path.join(
  import.meta.dirname,
  '..',
  process.env['FRONTDESK_GALLERY'] === '1' ? '.next-gallery' : '.next',
);
