# syntax=docker/dockerfile:1

# What npm installs, with the build's cache left behind.
FROM node:26.10.0-bookworm-slim AS install
WORKDIR /opt/regent
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:26.10.0-bookworm-slim
LABEL org.opencontainers.image.title="Regent" \
      org.opencontainers.image.description="Policy-enforcing gateway through which AI agents reach internal services" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
# Owned by root and only readable: the process cannot change its own code, and the root file system
# may be mounted read-only. It writes to the state directory alone.
COPY --from=install /opt/regent /opt/regent
COPY package.json /opt/regent/
COPY schemas /opt/regent/schemas
COPY bundles /opt/regent/bundles
COPY gateway /opt/regent/gateway
COPY cli /opt/regent/cli
RUN install -d -o node -g node -m 0700 /var/lib/regent
WORKDIR /var/lib/regent
VOLUME /var/lib/regent
USER node
EXPOSE 8443 9443
# The admin listener is on loopback inside the container unless the configuration says otherwise.
HEALTHCHECK --interval=10s --timeout=3s --retries=3 \
  CMD ["node", "-e", "fetch(process.env.REGENT_HEALTH_URL ?? 'http://127.0.0.1:9443/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/regent/cli/regent.js"]
CMD ["serve", "--config", "/etc/regent/regent.yaml"]
