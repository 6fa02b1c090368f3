/** Of this page: later builds compare as greater. In development all pages are of one build. */
export const BUILD = process.env.NEXT_PUBLIC_BUILD ?? 'development';
