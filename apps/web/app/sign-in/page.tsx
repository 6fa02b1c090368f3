import { FrontDoor } from '../../src/features/sign-in/front-door.tsx';

export const metadata = { title: 'Sign in · Frontdesk' };

export default function Page() {
  return <FrontDoor />;
}
