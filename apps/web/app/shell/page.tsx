import { Shell } from '../../src/shell/shell.tsx';

export default function Page() {
  return <Shell />;
}
