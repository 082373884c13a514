import { expect, test } from 'vitest';
import { type LabelSource, labelsFromMatch } from '../../../probes/shared/expect-labels.ts';
import { subjectOf } from '../../../probes/shared/regexp/regexp.ts';
import { regexp } from '../../helpers/regexp.ts';

const match = regexp('^SSH-2.0-([^ -]+)(?: (?P<rest>.*))?$').exec(subjectOf('SSH-2.0-OpenSSH_6.9p1'));

function fill(...labels: LabelSource[]) {
  if (match === undefined) throw new Error('the expression does not match');
  return labelsFromMatch(labels, match);
}

test.each([
  ['no label', [], {}],
  ['a literal', [{ name: 'a', value: 'x' }], { a: 'x' }],
  ['a group', [{ name: 'version', value: 'got ${1} here' }], { version: 'got OpenSSH_6.9p1 here' }],
  ['a group without a part', [{ name: 'rest', value: '<${rest}>' }], { rest: '<>' }],
  ['a name that needs quotes', [{ name: 'my label', value: '' }], { 'my label': '' }],
])('fills %s', (_name, labels, expected) => {
  expect(fill(...labels)).toEqual({ ok: true, labels: expected });
});

test.each([
  ['an empty name', [{ name: '', value: 'x' }], '"" cannot be the name of a label'],
  ['a reserved name', [{ name: '__proto__', value: 'x' }], '"__proto__" cannot be the name of a label'],
  [
    'a name given twice',
    [
      { name: 'a', value: 'x' },
      { name: 'a', value: 'x' },
    ],
    'the label "a" is given twice',
  ],
  ['a value that is no text', [{ name: 'a', value: '\udcff' }], 'the value of the label "a" is not UTF-8'],
])('refuses %s', (_name, labels, detail) => {
  expect(fill(...labels)).toEqual({ ok: false, detail });
});
