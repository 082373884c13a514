# Vantage in a container: as blackbox_exporter's image is started, so is this one.
#
#   docker build -t vantage:local .                probes without privileges
#   docker build -t vantage:raw --target raw .     the same with raw ICMP sockets, see docs/deploying.md
#
# Every step is run by test/deploy/image.test.ts, on a machine without Docker.

FROM node:24-bookworm AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build
# What npm would publish, with the locked versions of what it needs and nothing else.
RUN mkdir /app
RUN npm pack --silent --pack-destination /tmp
RUN tar -xzf /tmp/vantage-exporter-*.tgz -C /app --strip-components=1 --no-same-owner
RUN cp package-lock.json /app/
WORKDIR /app
RUN npm ci --omit=dev --ignore-scripts
RUN chmod -R a+rX,go-w /app

FROM node:24-bookworm-slim AS base
LABEL org.opencontainers.image.title="vantage" \
      org.opencontainers.image.description="Black-box synthetic-monitoring exporter for Prometheus" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
# The slim image has no authorities of the system.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /app /app
COPY config.example.yml /config/blackbox.yml
RUN ln -s "/app/$(node -p 'require("/app/package.json").bin.vantage')" /usr/local/bin/vantage
# Nobody's number, so that Kubernetes can tell that it is not root.
USER 65534:65534
EXPOSE 9115
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9115/-/healthy').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["vantage"]
CMD ["--config.file=/config/blackbox.yml"]

# Raw sockets for a process that is not root, where the container has the capability NET_RAW. It does not start without.
FROM base AS raw
USER root
RUN apt-get update \
  && apt-get install -y --no-install-recommends libcap2-bin \
  && setcap cap_net_raw+ep "$(command -v node)" \
  && rm -rf /var/lib/apt/lists/*
USER 65534:65534

FROM base AS vantage
