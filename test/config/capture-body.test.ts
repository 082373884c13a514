import { expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import { renderConfig } from '../../src/config/render.ts';

function load(module: string) {
  return parseConfig({ text: `modules:\n  m: ${module}\n`, fileName: 'c.yml' }, probers);
}

test('capture_body is a size, and is shown', () => {
  const loaded = load('{ prober: http, capture_body: 4KiB }');
  if (!loaded.ok) throw new Error('the module of this test does not load');
  expect(loaded.config.modules.get('m')?.captureBodyBytes).toBe(4096);
  expect(loaded.warnings).toEqual([]);
  expect(renderConfig(loaded.config)).toContain('\n        capture_body: 4KiB\n');
});

test('capture_body is nothing by default', () => {
  const loaded = load('{ prober: http }');
  expect(loaded.ok && loaded.config.modules.get('m')?.captureBodyBytes).toBeUndefined();
});

test.each([
  ['33KiB', 'must be at most 32KiB: all that a run writes down has room in 64KiB'],
  ['-1B', 'must be at most 32KiB: all that a run writes down has room in 64KiB'],
  ['4', '"4" has a part without a known unit; write a number with a unit, such as 10MB or 512KiB'],
])('capture_body: %s is refused', (size, problem) => {
  const loaded = load(`{ prober: http, capture_body: ${size} }`);
  expect(loaded.ok ? [] : loaded.issues.map(formatIssue)).toEqual([
    `c.yml:2:36: modules.m.capture_body: ${problem}`,
  ]);
});

test('capture_body is warned about where there is no body', () => {
  const loaded = load('{ prober: tcp, capture_body: 4KiB }');
  expect(loaded.ok ? loaded.warnings.map(formatIssue) : []).toEqual([
    'c.yml:2:21: modules.m.capture_body: does nothing: what the prober tcp receives has no body',
  ]);
});
