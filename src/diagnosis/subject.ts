import { z } from 'zod';
import type { Target } from '../../probes/contract.ts';
import { parseServer } from '../../probes/dns/server-address.ts';
import { parseGrpcTarget } from '../../probes/grpc/target.ts';
import { type HttpOptions } from '../../probes/http/options.ts';
import { httpProber } from '../../probes/http/prober.ts';
import { chooseProxy } from '../../probes/http/proxy/choose-proxy.ts';
import type { ProxyOptions } from '../../probes/http/proxy/options.ts';
import { lookupPort, splitHostPort } from '../../probes/shared/host-port.ts';
import { parseUrl, splitAuthority } from '../../probes/shared/http/url.ts';
import type { TlsOptions } from '../../probes/shared/tls/options.ts';
import { statuspageProber } from '../../probes/statuspage/prober.ts';
import { summaryUrl } from '../../probes/statuspage/summary-url.ts';
import { startTlsProtocols } from '../../probes/tls/starttls/protocols.ts';
import { parseTlsTarget } from '../../probes/tls/target.ts';
import type { Module } from '../config/module.ts';
import { redactTarget } from '../config/redact-text.ts';
import type { Subject } from './evidence.ts';

/** A probe, and what other experiments need to know of it. */
export interface Probe {
  readonly module: Module;
  readonly target: Target;
}

/** The options of a module as the experiments read and change them. */
export type OpenOptions = Readonly<Record<string, unknown>>;

export function optionsOf({ options }: Module): OpenOptions {
  return typeof options === 'object' && options !== null ? { ...options } : {};
}

/** The same module with some options changed. */
export function withOptions(module: Module, changes: OpenOptions): Module {
  return { ...module, options: { ...optionsOf(module), ...changes } };
}

/** What a diagnosis is about, from the module and the target as the prober would read them. */
export function subjectOf(probe: Probe): Subject {
  const { module, target } = probe;
  const about = { module: module.name, prober: module.prober.name, target: redactTarget(target.text) };
  return { ...about, ...destinationOf(asHttp(probe) ?? probe) };
}

type Destination = Omit<Subject, 'module' | 'prober' | 'target'>;

const nowhere: Destination = { transport: 'none', isTls: false, isHttp: false };

function destinationOf({ module, target: { text } }: Probe): Destination {
  const options = optionsOf(module);
  const isTls = options['tls'] === true;
  switch (module.prober.name) {
    case 'http':
      return ofUrl(text, options);
    case 'websocket':
      return ofUrl(text, options);
    case 'tcp': {
      const split = splitHostPort(text);
      const port = split.ok ? lookupPort(split.port) : split;
      return split.ok && port.ok && split.host !== ''
        ? { transport: 'tcp', host: split.host, port: port.port, isTls, isHttp: false }
        : nowhere;
    }
    case 'tls': {
      const protocol = startTlsOf(options);
      const parsed = parseTlsTarget(
        text,
        protocol === undefined ? 443 : startTlsProtocols[protocol].defaultPort,
      );
      if (!parsed.ok || parsed.host === '') return nowhere;
      const { host, port } = parsed;
      return { transport: 'tcp', host, port, isTls: protocol === undefined, isHttp: false };
    }
    case 'grpc': {
      const parsed = parseGrpcTarget(text, isTls);
      return parsed.ok && parsed.host !== ''
        ? { transport: 'tcp', host: parsed.host, port: parsed.port, isTls, isHttp: false }
        : nowhere;
    }
    case 'dns':
      return ofDns(text, options);
    case 'icmp':
      return text === '' ? nowhere : { transport: 'icmp', host: text, isTls: false, isHttp: false };
    case 'unix':
      return { ...nowhere, transport: 'unix' };
    default:
      return nowhere;
  }
}

function startTlsOf(options: OpenOptions): keyof typeof startTlsProtocols | undefined {
  return Object.keys(startTlsProtocols).find(
    (name): name is keyof typeof startTlsProtocols => name === options['startTls'],
  );
}

const proxied = z.object({ proxyOptions: z.custom<ProxyOptions>((value) => typeof value === 'object') });

function ofUrl(text: string, options: OpenOptions): Destination {
  const parsed = parseUrl(/^(?:https?|wss?):\/\//iu.test(text) ? text : `http://${text}`);
  if (!parsed.ok) return nowhere;
  const { scheme, host } = parsed.url;
  const { hostname, port: written } = splitAuthority(host);
  const isTls = scheme === 'https' || scheme === 'wss';
  const port = written === '' ? (isTls ? 443 : 80) : Number(written);
  if (hostname === '' || port > 65_535) return nowhere;
  const isHttp = scheme === 'http' || scheme === 'https';
  const proxy = proxied.safeParse(options);
  const choice = proxy.success
    ? chooseProxy(proxy.data.proxyOptions, [{ scheme, hostname, port }])
    : { ok: true as const };
  const goesDirectly = choice.ok && choice.proxy === undefined;
  return { transport: goesDirectly ? 'tcp' : 'proxy', host: hostname, port, isTls, isHttp };
}

function ofDns(text: string, options: OpenOptions): Destination {
  const servers = z.array(z.string()).catch([]).parse(options['servers']);
  const [server = text] = servers;
  const transport = options['transportProtocol'];
  const isHttps = transport === 'https';
  const isTls = isHttps || options['dnsOverTls'] === true;
  const path = z.string().catch('').parse(options['path']);
  const parsed = parseServer(server, {
    transport: isHttps ? 'https' : transport === 'tcp' ? 'tcp' : 'udp',
    dnsOverTls: isTls,
    path,
  });
  const port = parsed.ok ? lookupPort(parsed.server.port) : parsed;
  if (!parsed.ok || !port.ok || parsed.server.host === '') return nowhere;
  const isStream = isTls || transport === 'tcp';
  return {
    transport: isStream ? 'tcp' : 'udp',
    host: parsed.server.host,
    port: port.port,
    isTls,
    isHttp: false,
  };
}

const nested = z.object({ http: z.custom<HttpOptions>((value) => typeof value === 'object') });

/** The probe as one of the HTTP prober, when it is one in whatever form. */
export function asHttp({ module, target }: Probe): Probe | undefined {
  if (module.prober.name === httpProber.name) return { module, target };
  if (module.prober.name !== statuspageProber.name) return undefined;
  const options = nested.safeParse(module.options);
  if (!options.success) return undefined;
  return {
    module: { ...module, prober: httpProber, options: options.data.http },
    target: { ...target, text: summaryUrl(target.text) },
  };
}

const secured = z.object({ tlsOptions: z.custom<TlsOptions>((value) => typeof value === 'object') });

/** The TLS options of a probe; absent where there are none. */
export function tlsOptionsOf(probe: Probe): TlsOptions | undefined {
  const { module } = asHttp(probe) ?? probe;
  const options = secured.safeParse(module.options);
  return options.success ? options.data.tlsOptions : undefined;
}
