/** What a page says of a family before its samples. */
export interface Heading {
  /** A counter's ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
}

/** HELP and TYPE in the text format 0.0.4. */
export function textHeading({ name, help, type }: Heading): string {
  const helpText = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${name} ${helpText}\n# TYPE ${name} ${type}\n`;
}

const units = /_(seconds|bytes|ratio)$/;

/**
 * HELP, TYPE and UNIT in OpenMetrics 1.0, where a counter's family is named without the `_total` of its series and
 * quotes are escaped in HELP. A counter whose series is named otherwise is none there.
 */
export function openMetricsHeading({ name, help, type }: Heading): string {
  const isCounter = type === 'counter' && name.endsWith('_total');
  const family = isCounter ? name.slice(0, -'_total'.length) : name;
  const shownType = type === 'counter' && !isCounter ? 'unknown' : type;
  const unit = units.exec(family)?.[1];
  const helpText = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
  return `# HELP ${family} ${helpText}\n# TYPE ${family} ${shownType}\n${unit === undefined ? '' : `# UNIT ${family} ${unit}\n`}`;
}
