import type { RegexpMatch } from './regexp.ts';

/** `${name}`, `$name`, `$$`, or else a dollar sign alone. A name is the longest run of word characters. */
const reference = /\$(?:\{(?<braced>[\p{L}\p{Nd}_]+)\}|(?<bare>[\p{L}\p{Nd}_]+|\$))?/gu;

/** No leading zero, and below the bound up to which Go counts; any other name is looked up as a name. */
const groupNumber = /^(?:0|[1-9][0-9]{0,8})$/;

/**
 * Replaces the references of a template by the groups of a match, as Go's `Regexp.Expand` does.
 *
 * A group that is unknown or took no part is empty, `$$` is a dollar sign, and a `$` without a valid name
 * stays as it is. `$1x` is the group named `1x`; `${1}x` is the first group followed by an x.
 */
export function expandTemplate(template: string, match: RegexpMatch): string {
  let expanded = '';
  let copiedTo = 0;
  for (const { 0: text, index, groups } of template.matchAll(reference)) {
    const name = groups?.['braced'] ?? groups?.['bare'] ?? '$';
    expanded += template.slice(copiedTo, index);
    if (name === '$') expanded += '$';
    else if (groupNumber.test(name)) expanded += match.groups[Number(name)] ?? '';
    else expanded += match.named.get(name) ?? '';
    copiedTo = index + text.length;
  }
  return expanded + template.slice(copiedTo);
}
