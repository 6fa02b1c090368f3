import { DemoPhone } from '../../../src/features/demo-phone/demo-phone.tsx';

export const metadata = { title: 'Customer simulator · Frontdesk' };

export default function Page() {
  return <DemoPhone />;
}
