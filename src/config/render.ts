import type { Config, Module } from './module.ts';

/** The module as the debug output shows it, with the effect of the request's `hostname` on it. */
export function renderModule(_module: Module, _hostname: string | undefined): string {
  return '';
}

/** The configuration as `/config` shows it. */
export function renderConfig(_config: Config): string {
  return 'modules:\n';
}
