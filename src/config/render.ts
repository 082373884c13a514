import { hideSecrets } from '../../probes/known-secrets.ts';
import { formatGoDuration } from '../../probes/shared/schema/go-duration.ts';
import { jsonValue } from './json-value.ts';
import type { Config, Module, ProberlessModule } from './module.ts';
import { printYaml, type YamlLayout } from './print-yaml.ts';
import { printedEntries } from './printed-keys.ts';
import { type Disclosure, redact } from './redact.ts';
import { changed, type Shown, type ShownEntries, shownBlock, shownMap } from './shown-value.ts';

const pageLayout: YamlLayout = { indent: 4, indentsLists: true };
const debugLayout: YamlLayout = { indent: 2, indentsLists: false };

/** The configuration as `/config` shows it: YAML without secrets and, as in the reference, without zero values. */
export function renderConfig(config: Config, disclosure: Disclosure = 'redacted'): string {
  const modules = printYaml(shownMap([['modules', shownModules(config, disclosure)]]), pageLayout);
  const schedules = shownSchedules(config, disclosure);
  return printedEntries(schedules).length === 0 ? modules : modules + printYaml(schedules, pageLayout);
}

/**
 * The configuration as JSON: the values of {@link renderConfig}, and those that it leaves out. A key that is
 * not set is null; a byte that is not UTF-8 is a lone surrogate, as in byte-string.ts.
 */
export function renderConfigJson(config: Config, disclosure: Disclosure = 'redacted'): string {
  const schedules = shownSchedules(config, disclosure).entries;
  const keys = shownBlock([['modules', shownModules(config, disclosure)], ...schedules]);
  return `${JSON.stringify(jsonValue(keys), null, 2)}\n`;
}

/** The module as the debug output shows it, with the effect of the request's `hostname` on it. */
export function renderModule(
  module: Module,
  hostname: string | undefined,
  disclosure: Disclosure = 'redacted',
): string {
  return printYaml(shownModule(module, { disclosure, hostname }), debugLayout);
}

function shownModules({ modules, proberlessModules }: Config, disclosure: Disclosure): ShownEntries {
  const entries = new Map<string, Shown>();
  for (const module of modules.values()) entries.set(module.name, shownModule(module, { disclosure }));
  for (const module of proberlessModules.values()) {
    entries.set(module.name, shownProberless(module, disclosure));
  }
  return shownMap(entries);
}

function shownSchedules({ shownSchedules: shown }: Config, disclosure: Disclosure): ShownEntries {
  return shownBlock([...shown.entries].map(([key, value]) => [key, disclosed(value, disclosure)]));
}

interface ModuleStyle {
  readonly disclosure: Disclosure;
  readonly hostname?: string | undefined;
}

function shownModule(module: Module, { disclosure, hostname }: ModuleStyle): ShownEntries {
  const { prober, timeoutMs, shown } = module;
  const blocks = [...shown.entries].map(([name, block]) => {
    const isUsed = hostname !== undefined && name === prober.name;
    return [name, disclosed(isUsed ? withHostname(name, block, hostname) : block, disclosure)] as const;
  });
  return shownKeys({ proberName: prober.name, timeoutMs, defaults: shown.defaults }, blocks);
}

function shownProberless(module: ProberlessModule, disclosure: Disclosure): ShownEntries {
  const { proberName, timeoutMs, shown } = module;
  const blocks = [...shown.entries].map(([name, block]) => [name, disclosed(block, disclosure)] as const);
  if (blocks.length === 0) return shownBlock([]);
  return shownKeys({ proberName, timeoutMs, defaults: shown.defaults }, blocks);
}

function disclosed(block: Shown, disclosure: Disclosure): Shown {
  return disclosure === 'exact' ? block : redact(block);
}

function shownKeys(
  keys: Pick<ProberlessModule, 'proberName' | 'timeoutMs'> & Pick<ShownEntries, 'defaults'>,
  blocks: readonly (readonly [string, Shown])[],
): ShownEntries {
  const { proberName, timeoutMs, defaults } = keys;
  const timeout = timeoutMs === 0 ? null : formatGoDuration(timeoutMs);
  return shownBlock([['prober', hideSecrets(proberName)], ['timeout', timeout], ...blocks], { defaults });
}

/** The block of the prober with what a `hostname` replaces of it, as far as the reference shows it. */
function withHostname(prober: string, block: Shown, hostname: string): Shown {
  switch (prober) {
    case 'http':
      return changed(block, ['headers', 'Host'], () => hostname);
    case 'tcp':
      return changed(block, ['tls_config', 'server_name'], (name) => (name === '' ? hostname : name));
    default:
      return block;
  }
}
