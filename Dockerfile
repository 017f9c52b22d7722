# One image for every process of Muster; the command says which (docker-compose.yml).
# Debian, not Alpine: Temporal's native core needs glibc.

FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-trixie-slim AS production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-trixie-slim
# TZ: office time is computed, never taken from the machine. The heap's limit also sizes the cache of workflows.
ENV NODE_ENV=production TZ=UTC NODE_OPTIONS="--max-old-space-size=1024 --enable-source-maps"
WORKDIR /app
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/dist dist
# What is read at run time beside code; a test compares it with the calls of asset().
COPY package.json ./
COPY ledger/migrations ledger/migrations
# A volume takes over its owner from here: whoever writes into it is not root.
RUN install --directory --owner=node --group=node --mode=700 /var/lib/muster/blobs
USER node
CMD ["node", "dist/apps/cli/main.js", "--help"]
