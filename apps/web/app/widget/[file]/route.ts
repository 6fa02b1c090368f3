import { FRAME_MODULES, frameModule } from '../../../src/widget/widget-files.ts';

export const dynamic = 'force-static';
export const dynamicParams = false;

export const generateStaticParams = () => FRAME_MODULES.map((file) => ({ file }));

export async function GET(_request: Request, { params }: { params: Promise<{ file: string }> }) {
  const { file } = await params;
  return new Response(await frameModule(file), {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=300',
    },
  });
}
