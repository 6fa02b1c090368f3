import { defineConfig } from 'prisma/config';

// Only `prisma generate` and editors read this; at run time the address comes from the settings.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'migrations' },
});
