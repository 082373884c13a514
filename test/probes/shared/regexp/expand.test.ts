import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandTemplate } from '../../../../probes/shared/regexp/expand.ts';
import { compileRegexp, type RegexpMatch, subjectOf } from '../../../../probes/shared/regexp/regexp.ts';

function matchOf(source: string, text: string): RegexpMatch {
  const compiled = compileRegexp(source);
  if (!compiled.ok) throw new Error(compiled.error);
  const match = compiled.regexp.exec(subjectOf(text));
  if (match === undefined) throw new Error(`${source} does not match ${text}`);
  return match;
}

const login = matchOf(String.raw`(?P<user>\w+)@(?P<host>\w+)(?P<port>:\d+)?`, 'to ada@mail!');
const oddNames = matchOf('(?P<1x>a)(?P<01>b)(?P<3>c)(?P<1234567890>d)', 'abcd');

describe('expandTemplate', () => {
  test.each([
    { name: 'text without references stays', template: 'EHLO there', expanded: 'EHLO there' },
    { name: 'an empty template is empty', template: '', expanded: '' },
    { name: '$0 is the whole match', template: '<$0>', expanded: '<ada@mail>' },
    { name: 'groups come by number', template: '$2 $1', expanded: 'mail ada' },
    { name: 'groups come by number in braces', template: '${2}${1}', expanded: 'mailada' },
    { name: 'groups come by name', template: '$host/${user}', expanded: 'mail/ada' },
    { name: 'the longest name counts', template: '[$1x]', expanded: '[]' },
    { name: 'braces end a name', template: '[${1}x]', expanded: '[adax]' },
    { name: 'an underscore is part of a name', template: '[$user_$host]', expanded: '[mail]' },
    { name: 'a minus ends a name', template: '$user-$host', expanded: 'ada-mail' },
    { name: 'letters of any script are part of a name', template: '[$1é]', expanded: '[]' },
    { name: 'digits of any script are part of a name', template: '[$1٣]', expanded: '[]' },
    { name: 'an emoji ends a name', template: '$1😀', expanded: 'ada😀' },
    { name: 'a group that took no part is empty', template: '[$port$3]', expanded: '[]' },
    { name: 'an unknown name is empty', template: '[$nobody]', expanded: '[]' },
    { name: 'a name of Object.prototype is unknown', template: '[$constructor]', expanded: '[]' },
    { name: 'an unknown number is empty', template: '[$4][$999999999]', expanded: '[][]' },
    { name: 'a number with a leading zero is unknown', template: '[$00][$01]', expanded: '[][]' },
    { name: 'two dollars are one', template: '$$1 costs $$', expanded: '$1 costs $' },
    { name: 'three dollars are one and a reference', template: '$$$1', expanded: '$ada' },
    { name: 'a dollar at the end stays', template: 'end$', expanded: 'end$' },
    { name: 'a dollar before a blank stays', template: '$ 1', expanded: '$ 1' },
    { name: 'empty braces stay', template: '${}', expanded: '${}' },
    { name: 'an open brace stays', template: '${1', expanded: '${1' },
    { name: 'a reference after an open brace counts', template: '${1 ${1}', expanded: '${1 ada' },
    { name: 'braces around more than a name stay', template: '${a-b}', expanded: '${a-b}' },
  ])('$name', ({ template, expanded }) => {
    expect(expandTemplate(template, login)).toBe(expanded);
  });

  test.each([
    { name: 'a name may begin with a digit', template: '$1x', expanded: 'a' },
    { name: 'a number with a leading zero may be a name', template: '$01', expanded: 'b' },
    { name: 'a number goes before a name of digits', template: '$3', expanded: 'c' },
    { name: 'a number of ten digits is a name', template: '$1234567890', expanded: 'd' },
  ])('$name', ({ template, expanded }) => {
    expect(expandTemplate(template, oddNames)).toBe(expanded);
  });

  test('undoes the doubling of dollars in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', '1', 'a', ' ', 'é') }), (text) => {
        expect(expandTemplate(text.replaceAll('$', '$$$$'), login)).toBe(text);
      }),
    );
  });

  test('takes a group as it is, dollars included', () => {
    expect(expandTemplate('<${1}>', matchOf('(.*)', '$0 $$ ${1}'))).toBe('<$0 $$ ${1}>');
  });
});
