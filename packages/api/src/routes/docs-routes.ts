import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiApp } from '../http/api-app.ts';
import { found } from '../http/refused-request.ts';

/** The documentation page. Everything it needs is served from here: no script of its own, none from outside. */
export const docsRoutes = apiApp();

const folder = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

/** Without a charset the bundle does not parse. */
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Frontdesk API</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null, docExpansion: 'none' });\n`;

/** The page sets styles from its script, as attributes; scripts come from files alone. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const ONE_DAY = 'public, max-age=86400';

docsRoutes.get('/docs', (c) => {
  c.header('content-security-policy', POLICY);
  return c.html(PAGE);
});

docsRoutes.get('/docs/start.js', (c) => {
  c.header('content-type', 'text/javascript; charset=utf-8');
  return c.body(START);
});

docsRoutes.get('/docs/:file', async (c) => {
  const { file } = c.req.param();
  const type = found(Object.hasOwn(FILES, file) ? FILES[file] : undefined, 'file');
  c.header('content-type', type);
  c.header('cache-control', ONE_DAY);
  return c.body(await readFile(join(folder, file)));
});
