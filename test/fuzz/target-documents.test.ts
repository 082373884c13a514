import * as fc from 'fast-check';
import { expect } from 'vitest';
import { scheduledTargets } from '../../src/discovery/scheduled-targets.ts';
import { readJsonGroups, readYamlGroups } from '../../src/discovery/target-document.ts';
import { fakeModule } from '../helpers/fake-prober.ts';
import { scheduleWith } from '../helpers/schedule.ts';
import { fuzz } from './fuzzing.ts';
import { mutated } from './mutation.ts';

const documents = [
  '[{"targets": ["https://a.test/", "b.test:443"], "labels": {"team": "x", "tier": "1"}}, {"targets": []}]',
  '[{"targets": ["a"], "labels": {"__param_module": "web", "__interval__": "30s", "__meta_datacenter": "dus1"}}]',
  '- targets: [ "https://a.test/?q=1", b.test ]\n  labels: { team: payments, "a b": "\\u00e9" }\n- targets:\n    - c\n',
  '# nothing\n- &first { targets: [a], labels: { x: y } }\n- { <<: *first, targets: [b] }\n',
].map((text) => Buffer.from(text));

/** A label that Prometheus would refuse, or that would stand in for one of ours. */
function isInvalid([name, value]: readonly [string, string]): boolean {
  return !/^(?!__)[a-zA-Z_]\w*$/.test(name) || /^$|\p{Surrogate}/u.test(value);
}

fuzz(
  'target documents',
  fc.property(mutated(documents), (bytes) => {
    for (const reading of [
      readJsonGroups(bytes.toString('utf8')),
      readYamlGroups({ text: bytes, fileName: 'sd.yml' }),
    ]) {
      if (!reading.ok) {
        expect(reading.detail).not.toBe('');
        continue;
      }
      const { targets } = scheduledTargets({
        schedule: scheduleWith(),
        vantagePoint: { name: '', labels: {} },
        groups: reading.groups,
        modules: new Map([['web', fakeModule('web')]]),
      });
      expect(targets.flatMap(({ labels }) => Object.entries(labels)).filter(isInvalid)).toEqual([]);
    }
  }),
);
