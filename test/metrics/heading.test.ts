import { expect, test } from 'vitest';
import { openMetricsHeading, textHeading } from '../../src/metrics/heading.ts';

const help = 'A "b" \\\nc';

test('text 0.0.4 keeps quotes in HELP and the suffix of counters', () => {
  expect(textHeading({ name: 'x_total', help, type: 'counter' })).toBe(
    '# HELP x_total A "b" \\\\\\nc\n# TYPE x_total counter\n',
  );
});

test.each([
  { name: 'x_total', type: 'counter', family: 'x', shown: 'counter', unit: undefined },
  { name: 'x_seconds_total', type: 'counter', family: 'x_seconds', shown: 'counter', unit: 'seconds' },
  { name: 'x', type: 'counter', family: 'x', shown: 'unknown', unit: undefined },
  { name: 'x_bytes', type: 'gauge', family: 'x_bytes', shown: 'gauge', unit: 'bytes' },
  { name: 'x_total', type: 'gauge', family: 'x_total', shown: 'gauge', unit: undefined },
  {
    name: 'x_total_seconds',
    type: 'histogram',
    family: 'x_total_seconds',
    shown: 'histogram',
    unit: 'seconds',
  },
  { name: 'x_info', type: 'gauge', family: 'x_info', shown: 'gauge', unit: undefined },
  { name: 'milliseconds', type: 'gauge', family: 'milliseconds', shown: 'gauge', unit: undefined },
] as const)(
  'OpenMetrics has the $type $name as the $shown $family, unit $unit',
  ({ name, type, ...expected }) => {
    const { family, shown, unit } = expected;
    expect(openMetricsHeading({ name, help: '"', type })).toBe(
      `# HELP ${family} \\"\n# TYPE ${family} ${shown}\n${unit === undefined ? '' : `# UNIT ${family} ${unit}\n`}`,
    );
  },
);

test('OpenMetrics escapes backslashes, line breaks and quotes in HELP', () => {
  expect(openMetricsHeading({ name: 'x', help, type: 'gauge' }).split('\n')[0]).toBe(
    String.raw`# HELP x A \"b\" \\\nc`,
  );
});
