import { FRAME_PAGE } from '../../../src/widget/frame-page.ts';

export const dynamic = 'force-static';

export function GET() {
  return new Response(FRAME_PAGE, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'public, max-age=300' },
  });
}
