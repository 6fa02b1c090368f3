import type { NextConfig } from 'next';
import manifest from './package.json' with { type: 'json' };
import { SHELL_ADDRESSES, SIGN_IN_ADDRESSES } from './src/build/addresses.ts';

/** The gallery of components exists in development and in the test build (`FRONTDESK_GALLERY=1`), never in what is shipped. */
const withGallery =
  process.env['FRONTDESK_GALLERY'] === '1' || process.env.NODE_ENV === 'development';

const config: NextConfig = {
  distDir: process.env['FRONTDESK_GALLERY'] === '1' ? '.next-gallery' : '.next',
  pageExtensions: ['tsx', 'ts', ...(withGallery ? ['gallery.tsx'] : [])],
  env: { NEXT_PUBLIC_VERSION: manifest.version },
  poweredByHeader: false,
  reactStrictMode: true,
  typescript: { ignoreBuildErrors: false },
  transpilePackages: ['@frontdesk/core', '@frontdesk/sync', '@frontdesk/ui'],
  rewrites: async () => ({
    beforeFiles: [
      ...SHELL_ADDRESSES.map((source) => ({ source, destination: '/shell' })),
      ...SIGN_IN_ADDRESSES.map((source) => ({ source, destination: '/sign-in' })),
    ],
    afterFiles: [],
    fallback: [],
  }),
};

export default config;
