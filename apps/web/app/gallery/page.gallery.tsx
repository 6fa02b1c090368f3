import { Gallery } from '../../src/gallery/gallery.tsx';

export const metadata = { title: 'Gallery · Frontdesk' };

export default function Page() {
  return <Gallery />;
}
