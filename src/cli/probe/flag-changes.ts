import { Scalar } from '../../../probes/shared/schema/scalar.ts';
import type { ModuleChange } from './module-changes.ts';
import type { ModuleFlags } from './probe-flags.ts';
import { changeOf } from './set-flag.ts';
import type { ResolveOverride } from './settings.ts';
import { connectionOf } from './target-connection.ts';

export type FlagChanges =
  | { readonly ok: true; readonly changes: readonly ModuleChange[] }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/** What the flags change of the module of `prober`. */
export function flagChanges(flags: ModuleFlags, prober: string): FlagChanges {
  const idle = flags.resolve.filter((override) => !isUsed(override, flags.targets));
  if (idle.length > 0) {
    return {
      ok: false,
      mistakes: idle.map(({ flag }) => `${flag}: no target connects to that host and port`),
    };
  }
  const settings = flags.settings.map(changeOf);
  const mistakes = settings.filter((setting) => typeof setting === 'string');
  if (mistakes.length > 0) return { ok: false, mistakes };
  return {
    ok: true,
    changes: [
      ...familyChanges(flags.family, prober),
      ...hostChanges(flags.resolve),
      ...serverChanges(flags.resolvers),
      ...settings.filter((setting) => typeof setting !== 'string'),
    ],
  };
}

function familyChanges(family: 4 | 6 | undefined, prober: string): readonly ModuleChange[] {
  if (family === undefined) return [];
  const flag = `-${family}`;
  return [
    { path: [prober, 'preferred_ip_protocol'], value: new Scalar(`ip${family}`, true), flag },
    { path: [prober, 'ip_protocol_fallback'], value: new Scalar('false', true), flag },
  ];
}

function hostChanges(overrides: readonly ResolveOverride[]): readonly ModuleChange[] {
  const byHost = new Map<string, ResolveOverride[]>();
  for (const override of overrides)
    byHost.set(override.host, [...(byHost.get(override.host) ?? []), override]);
  return [...byHost].map(([host, all]) => ({
    path: ['resolver', 'hosts', host],
    value: all.map(({ address }) => new Scalar(address, true)),
    flag: all[0]?.flag ?? '',
  }));
}

/** Servers are addresses; behind `tcp://` or `tls://`, or as a URL, they say how they are asked. */
function serverChanges(servers: readonly string[]): readonly ModuleChange[] {
  const [first] = servers;
  if (first === undefined) return [];
  const flag = `--resolver ${first}`;
  const scheme = /^(?<scheme>[a-z]+):\/\//iu.exec(first)?.groups?.['scheme']?.toLowerCase();
  const named = scheme === 'https' ? servers : servers.map((server) => server.replace(/^[a-z]+:\/\//iu, ''));
  return [
    { path: ['resolver', 'servers'], value: named.map((server) => new Scalar(server, true)), flag },
    ...(scheme === undefined
      ? []
      : [{ path: ['resolver', 'protocol'], value: new Scalar(scheme, true), flag }]),
  ];
}

function isUsed({ host, port }: ResolveOverride, targets: readonly string[]): boolean {
  const wanted = host.toLowerCase();
  return targets.some((target) => {
    const connection = connectionOf(target);
    return connection.host === wanted && (port === undefined || connection.port === port);
  });
}
