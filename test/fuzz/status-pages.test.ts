import * as fc from 'fast-check';
import { expect } from 'vitest';
import { observePage } from '../../probes/statuspage/observations.ts';
import { indicators } from '../../probes/statuspage/severity.ts';
import { parseSummary } from '../../probes/statuspage/summary.ts';
import { summaryText } from '../probes/statuspage/pages.ts';
import { fuzz } from './fuzzing.ts';
import { mutated } from './mutation.ts';

fuzz(
  'status pages',
  fc.property(mutated([Buffer.from(summaryText())]), (bytes) => {
    const parsed = parseSummary(bytes);
    if (!parsed.ok) {
      expect(parsed.problem).not.toBe('');
      return;
    }
    expect(indicators).toContain(parsed.summary.indicator);
    expect(JSON.parse(JSON.stringify(observePage(parsed.summary, [])))).toBeTypeOf('object');
  }),
);
