import type { Module } from '../config/module.ts';

/** Nobody's target: what is loaded for a prober hardly depends on it. */
const noTarget = { text: '' };

/**
 * Loads what the first runs of these modules would load, before a run needs it: Node.js never loads again what it could not
 * load once, such as when no file descriptor was left. What cannot be loaded is left to the first run.
 */
export async function prepareModules(modules: Iterable<Module>): Promise<void> {
  for (const { prober, options } of modules) {
    try {
      const loading = prober.prepare?.(noTarget, options);
      if (loading !== undefined) await loading;
    } catch {
      // The run that needs it says why.
    }
  }
}
