import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { decodeSource } from '../../src/config/source-text.ts';
import { atOnce } from '../../src/config/steps.ts';
import { readText } from '../../src/config/yaml-reading.ts';
import { plainReading } from '../helpers/yaml-reading.ts';
import { fuzz } from './fuzzing.ts';
import { mutated } from './mutation.ts';

const files = [
  readFileSync('config.example.yml', 'utf8')
    .replaceAll(/^ *#.*\n/gmu, '')
    .slice(0, 4000),
  'modules:\n  a: {prober: tcp}\n  b:\n    prober: http\n    http:\n      headers: {X: "y"}\n      body: |\n        one\n         two\n',
  'schedules:\n- job_name: a\n  static_configs:\n  - targets:\n    - one\n    - "two\n      three"\n    labels: {c: d}\n- job_name: e\n',
  '---\na:\n  - - b\n    - c\n  - d:\n      - e\n      - - f\n        - g\n"h": [i,\n  j]\n',
].map((text) => Buffer.from(text));

/** As short as it takes for every key and item to be a piece. */
const lengths = fc.record({ usual: fc.constantFrom(1, 30, 200), most: fc.constantFrom(30, 100, 1000) });

fuzz(
  'files cut into pieces',
  fc.property(mutated(files), lengths, (bytes, pieces) => {
    const { text, problem } = decodeSource(bytes);
    fc.pre(problem === undefined);
    const whole = atOnce(readText(text, { usual: 1, most: Number.POSITIVE_INFINITY }));
    const cut = atOnce(readText(text, pieces));
    // Of a text that is not YAML, the first mistake that is told may be another one.
    expect(cut.ok).toBe(whole.ok);
    if (!whole.ok || !cut.ok) return;
    // Nor of a key that is given three times the line of the first.
    expect(cut.problems.length > 0).toBe(whole.problems.length > 0);
    if (whole.problems.length === 0) expect(plainReading(cut)).toEqual(plainReading(whole));
  }),
);
