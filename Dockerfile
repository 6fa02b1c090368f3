# One image for every service of docker-compose.yml; the command says which of them it is.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN node scripts/boot.mjs build
# Without what only tests need. The package manager that the bootstrap fetched removes it, and goes as well.
RUN .runtime/node_modules/@pnpm/exe.linux-*/pnpm install --prod --frozen-lockfile --config.confirm-modules-purge=false \
  && rm -rf .runtime apps/web/.next/cache

FROM node:24.21.0-bookworm-slim
WORKDIR /app
COPY --from=build --chown=node:node /app /app
USER node
ENV NODE_ENV=production
EXPOSE 3000
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "scripts/run-service.ts"]
CMD ["realtime"]
