import type { ActiveConfig } from '../../config/active-config.ts';
import { formatIssue } from '../../config/issue.ts';
import type { Config } from '../../config/module.ts';
import { systemClock } from '../../engine/clock.ts';
import type { Logger } from '../../log.ts';
import type { SelfMetrics } from '../../metrics/self.ts';
import type { ConfigSource, ReloadOutcome } from '../../server/app-parts.ts';
import { givingBackMemory } from './give-back-memory.ts';
import { onSmallHeap } from './heap-growth.ts';

/** Who hears of a configuration that was loaded or refused. */
export interface ConfigWitnesses {
  readonly logger: Logger;
  readonly selfMetrics: SelfMetrics;
  /** Told of a configuration that has taken the place of another. */
  readonly onChanged: (config: Config) => void;
}

/** Who had the configuration read again: somebody who asked for it, or the clock. */
export type ReloadTrigger = 'request' | 'timer';

export interface ReloadableConfig extends ConfigSource {
  reload(trigger?: ReloadTrigger): Promise<ReloadOutcome>;
}

/**
 * The configuration in force as the server asks for it. Every reload, whoever asked, is logged and shows in the
 * exporter's own metrics; so does the load that has just succeeded.
 */
export function configSource(
  activeConfig: ActiveConfig,
  { logger, selfMetrics, onChanged }: ConfigWitnesses,
): ReloadableConfig {
  selfMetrics.configLoaded(systemClock.wallMs());
  selfMetrics.configFiles(activeConfig.files());
  return {
    current: () => activeConfig.current(),
    async reload(trigger = 'request') {
      const outcome = await givingBackMemory(() => onSmallHeap(() => activeConfig.reload()));
      const files = activeConfig.files();
      selfMetrics.configFiles(files);
      if (outcome.changed) {
        onChanged(activeConfig.current());
        for (const warning of outcome.warnings) logger.log('warn', formatIssue(warning));
      }
      if (!outcome.ok) {
        selfMetrics.configRefused();
        const issues = outcome.issues.map(formatIssue);
        const message =
          files.size === 1
            ? 'Configuration refused, the old one stays'
            : 'Configuration file refused, its last good version stays';
        for (const issue of issues) logger.log('error', message, { issue });
        if (outcome.changed) logger.log('info', 'Took over the other configuration files');
        return { ok: false, error: issues.join('\n') };
      }
      selfMetrics.configLoaded(systemClock.wallMs());
      // A timer that found nothing new has nothing to tell; whoever asked wants an answer.
      const level = outcome.changed || trigger === 'request' ? 'info' : 'debug';
      logger.log(level, 'Reloaded the configuration', { changed: outcome.changed });
      return { ok: true };
    },
  };
}
