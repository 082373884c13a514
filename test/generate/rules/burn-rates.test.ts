import { describe, expect, test } from 'vitest';
import { burnAlerts } from '../../../src/generate/rules/burn-rates.ts';

const minuteMs = 60_000;

function shown(ratio: number, intervalMs: number): readonly string[] {
  return burnAlerts({ ratio, intervalMs }).map(
    ({ factor, longMs, shortMs, threshold }) =>
      `${factor}x ${longMs / minuteMs}m/${shortMs / minuteMs}m > ${threshold}`,
  );
}

describe('the burn rates of an objective', () => {
  test.each([
    {
      name: 'of 99.9 % every 30 s are those of the workbook',
      ratio: 0.999,
      intervalMs: minuteMs / 2,
      burns: [
        '14.4x 60m/5m > 0.0144',
        '6x 360m/30m > 0.006',
        '3x 1440m/120m > 0.003',
        '1x 4320m/360m > 0.001',
      ],
    },
    {
      name: 'of 99.9 % every minute need more than one failed run in an hour',
      ratio: 0.999,
      intervalMs: minuteMs,
      burns: [
        '14.4x 60m/5m > 0.025',
        '6x 360m/30m > 0.006',
        '3x 1440m/120m > 0.003',
        '1x 4320m/360m > 0.001',
      ],
    },
    {
      name: 'of 99 % every 10 minutes look longer at what is over',
      ratio: 0.99,
      intervalMs: 10 * minuteMs,
      burns: ['14.4x 60m/30m > 0.25', '6x 360m/30m > 0.06', '3x 1440m/120m > 0.03', '1x 4320m/360m > 0.01'],
    },
    {
      name: 'of 99 % every hour leave out what is too short for three runs',
      ratio: 0.99,
      intervalMs: 60 * minuteMs,
      burns: ['3x 1440m/360m > 0.0625', '1x 4320m/360m > 0.0208333333333'],
    },
    {
      name: 'of 90 % leave out what an outage would not reach',
      ratio: 0.9,
      intervalMs: minuteMs,
      burns: ['6x 360m/30m > 0.6', '3x 1440m/120m > 0.3', '1x 4320m/360m > 0.1'],
    },
    {
      name: 'of 50 % are one',
      ratio: 0.5,
      intervalMs: minuteMs,
      burns: ['1x 4320m/360m > 0.5'],
    },
    { name: 'once in three days are none', ratio: 0.5, intervalMs: 4320 * minuteMs, burns: [] },
  ])('$name', ({ ratio, intervalMs, burns }) => {
    expect(shown(ratio, intervalMs)).toEqual(burns);
  });
});
