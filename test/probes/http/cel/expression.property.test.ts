import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCel } from '../../../../probes/http/cel/expression.ts';
import { judgeJson } from '../../../../probes/http/cel/judge-json.ts';

test('any text compiles or is refused, and never throws', () => {
  const piece = fc.constantFrom(
    'body',
    '.a',
    '[0]',
    '(',
    ')',
    ' == ',
    '1',
    '"x"',
    '//',
    '\n',
    '&&',
    '!',
    '?',
    ':',
  );
  const source = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(source, (text) => {
      expect(typeof compileCel(text).ok).toBe('boolean');
    }),
  );
});

test('every JSON value equals itself, and is looked at without an exception', () => {
  const compiled = compileCel('body == body');
  if (!compiled.ok) throw new Error(compiled.error);
  const rules = { failIfMatches: undefined, failIfNotMatches: compiled.expression };
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(judgeJson(Buffer.from(text), rules)).toBeUndefined();
    }),
  );
});
