import { describe, expect, test } from 'vitest';
import { type CelExpression, compileCel } from '../../../../probes/http/cel/expression.ts';
import { judgeJson } from '../../../../probes/http/cel/judge-json.ts';

function compiled(source: string): CelExpression {
  const result = compileCel(source);
  if (!result.ok) throw new Error(result.error);
  return result.expression;
}

/** What a body comes to when it must not match `source`. */
function verdictOf(source: string, body: string): 'matches' | 'does not match' | 'fails' {
  const expression = compiled(source);
  const content = Buffer.from(body);
  const whenTrue = judgeJson(content, { failIfMatches: expression, failIfNotMatches: undefined });
  const whenFalse = judgeJson(content, { failIfMatches: undefined, failIfNotMatches: expression });
  if (whenTrue !== undefined && whenFalse !== undefined) return 'fails';
  return whenTrue === undefined ? 'does not match' : 'matches';
}

const document = JSON.stringify({
  a: 1,
  s: 'abc',
  e: '😀',
  n: null,
  l: [1, 'x', null],
  m: { k: 1 },
  items: [
    { id: 1, state: 'ok' },
    { id: 2, state: 'bad' },
  ],
  constructor: 1,
  toString: 2,
});

describe('an expression about a document', () => {
  test.each([
    ['numbers of different types by their value', 'body.a == 1', 'matches'],
    ['an unsigned number', 'body.a == 1u', 'matches'],
    ['a sum of a double and an int', 'body.a + 1 == 2', 'fails'],
    ['a sum of doubles', 'body.a + 1.0 == 2.0', 'matches'],
    ['a sum of ints', 'int(body.a) + 1 == 2', 'matches'],
    ['an element of a list', 'body.l[0] == 1', 'matches'],
    ['an element beyond the list', 'body.l[9] == 1', 'fails'],
    ['membership', '"x" in body.l', 'matches'],
    ['membership of null', 'null in body.l', 'matches'],
    ['a list of several types', 'body.l == [1, "x", null]', 'matches'],
    ['a map', 'body.m == {"k": 1}', 'matches'],
    ['a size', 'size(body.l) == 3', 'matches'],
    ['a size in characters', 'size(body.e) == 1', 'matches'],
    ['an emoji', 'body.e == "😀"', 'matches'],
    ['exists', 'body.items.exists(i, i.id == 2)', 'matches'],
    ['all', 'body.items.all(i, i.state == "ok")', 'does not match'],
    ['filter and map', 'body.items.filter(i, i.id > 1).map(i, i.state) == ["bad"]', 'matches'],
    ['nested macros', 'body.items.all(i, body.items.exists(j, j.id == i.id))', 'matches'],
    ['a pattern that JavaScript does not know', 'body.s.matches("(?i)^A.C$")', 'matches'],
    ['a pattern as a function', 'matches(body.s, "b")', 'matches'],
    ['a pattern that RE2 refuses', 'body.s.matches("a(?=b)")', 'fails'],
    ['contains', 'body.s.contains("b")', 'matches'],
    ['a type', 'type(body.a) == double', 'matches'],
    ['a time', 'timestamp("2024-01-01T00:00:00Z") < timestamp("2025-01-01T00:00:00Z")', 'matches'],
    ['a missing key', 'body.nokey == 1', 'fails'],
    ['a missing key beside true', 'body.nokey || true', 'matches'],
    ['a missing key beside false', 'body.nokey && false', 'does not match'],
    ['has of a key', 'has(body.a)', 'matches'],
    ['has of a key that is null', 'has(body.n)', 'matches'],
    ['has of a missing key', 'has(body.nokey)', 'does not match'],
    ['has below a missing key', 'has(body.nokey.x)', 'fails'],
    ['a key that is null', 'body.n == null', 'matches'],
    ['a key named like a member of every object', 'body.constructor == 1 && body.toString == 2', 'matches'],
    ['no key that only JavaScript knows', 'has(body.valueOf)', 'does not match'],
    ['a number as the result', 'body.a', 'fails'],
    ['a string as the result', 'body.s', 'fails'],
    ['a map as the result', 'body', 'fails'],
    ['a comment', 'body.a == 1 // the first\n && body.s == "abc" // the second', 'matches'],
    ['two slashes in a string', '"http://" + body.s == "http://abc"', 'matches'],
    ['several lines', 'body\n  .a\n  == 1', 'matches'],
  ] as const)('judges %s', (_, source, verdict) => {
    expect(verdictOf(source, document)).toBe(verdict);
  });

  test.each([
    ['a key of an empty object', '{}', "body.foo.bar == 'qux'", 'fails'],
    ['the lack of a key of an empty object', '{}', '!has(body.foo)', 'matches'],
    ['a body that is true', 'true', 'body', 'matches'],
    ['a body that is a string', '"up"', 'body == "up"', 'matches'],
    ['a body that is a list', '[{"a":1}]', 'body[0].a == 1', 'matches'],
    ['an empty body', '', 'true', 'fails'],
    ['plain text', 'hello', 'true', 'fails'],
    ['junk behind the value', '{} {}', 'true', 'fails'],
    ['a byte order mark', '\ufeff{}', 'true', 'fails'],
    ['of equal keys the last', '{"a":1,"a":2}', 'body.a == 2', 'matches'],
    ['a key __proto__', '{"__proto__":1}', 'body["__proto__"] == 1', 'matches'],
    ['nesting without end', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'size(body) == 1', 'fails'],
  ] as const)('judges %s', (_, body, source, verdict) => {
    expect(verdictOf(source, body)).toBe(verdict);
  });
});

test.each([
  ['nothing', '', 'expecting'],
  ['half an expression', 'body.a ==', 'expecting'],
  ['an unknown variable', "foo.bar == 'baz'", '"foo" is unknown: the only variable is body'],
  ['an unknown variable within a macro', 'body.all(x, y)', '"y" is unknown: the only variable is body'],
  ['a variable of a macro outside of it', 'body.all(x, x) && x', '"x" is unknown: the only variable is body'],
  ['an unknown function', 'body.lowerAscii() == "a"', 'there is no function "lowerAscii"'],
  ['an optional', 'body.?a', 'expecting'],
])('refuses %s', (_, source, problem) => {
  const result = compileCel(source);
  expect(result.ok ? '' : result.error).toContain(problem);
});

test('accepts an expression that is no boolean', () => {
  expect(compileCel('1 + 1').ok).toBe(true);
});

test('judges what must not match first', () => {
  const rules = { failIfMatches: compiled('body.a == 1'), failIfNotMatches: compiled('body.a == 2') };
  expect(judgeJson(Buffer.from('{"a":1}'), rules)).toEqual({
    phase: 'assertion',
    reason: 'assert.json',
    blame: 'target',
    detail: 'the body matches the CEL expression "body.a == 1"',
  });
});

test('refuses a body that is too long to be parsed without holding everything up', () => {
  const rules = { failIfMatches: compiled('body == 1'), failIfNotMatches: undefined };
  const content = Buffer.from(`"${'a'.repeat(1024 * 1024)}"`);
  expect(judgeJson(content, rules)?.reason).toBe('http.response.body_too_large');
});

test('breaks off an expression whose work grows with the square of the body, and works on', () => {
  const rules = {
    failIfMatches: compiled('body.all(x, body.all(y, x == y))'),
    failIfNotMatches: undefined,
  };
  const content = Buffer.from(JSON.stringify(Array.from({ length: 30_000 }, () => 0)));
  expect(judgeJson(content, rules)).toMatchObject({ reason: 'assert.json', blame: 'local' });
  expect(judgeJson(Buffer.from('[0,1]'), rules)).toBeUndefined();
});
