import { loaderScript } from '../../src/widget/widget-files.ts';

export const dynamic = 'force-static';

/** What any site includes: `<script src="https://host/widget.js" data-inbox="…" async></script>`. */
export async function GET() {
  return new Response(await loaderScript(), {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=300',
    },
  });
}
