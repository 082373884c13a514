/**
 * The names for general categories beside their one- and two-letter codes, without separators and with
 * one capital (Unicode standard annex 44, table "Property value aliases", `gc`).
 */
const categoryCodes: Readonly<Record<string, string>> = {
  Other: 'C',
  Control: 'Cc',
  Cntrl: 'Cc',
  Format: 'Cf',
  Unassigned: 'Cn',
  Privateuse: 'Co',
  Surrogate: 'Cs',
  Letter: 'L',
  Casedletter: 'LC',
  Lowercaseletter: 'Ll',
  Modifierletter: 'Lm',
  Otherletter: 'Lo',
  Titlecaseletter: 'Lt',
  Uppercaseletter: 'Lu',
  Mark: 'M',
  Combiningmark: 'M',
  Spacingmark: 'Mc',
  Enclosingmark: 'Me',
  Nonspacingmark: 'Mn',
  Number: 'N',
  Decimalnumber: 'Nd',
  Digit: 'Nd',
  Letternumber: 'Nl',
  Othernumber: 'No',
  Punctuation: 'P',
  Punct: 'P',
  Connectorpunctuation: 'Pc',
  Dashpunctuation: 'Pd',
  Closepunctuation: 'Pe',
  Finalpunctuation: 'Pf',
  Initialpunctuation: 'Pi',
  Otherpunctuation: 'Po',
  Openpunctuation: 'Ps',
  Symbol: 'S',
  Currencysymbol: 'Sc',
  Modifiersymbol: 'Sk',
  Mathsymbol: 'Sm',
  Othersymbol: 'So',
  Separator: 'Z',
  Lineseparator: 'Zl',
  Paragraphseparator: 'Zp',
  Spaceseparator: 'Zs',
};

function canonicalName(name: string): string {
  const letters = name.replace(/[ _-]/g, '');
  const canonical = letters.slice(0, 1).toUpperCase() + letters.slice(1).toLowerCase();
  return Object.hasOwn(categoryCodes, canonical) ? (categoryCodes[canonical] ?? canonical) : canonical;
}

/** A quotation, a class by name or an escape as one piece; any other character by itself. */
const piece =
  /\\Q[^]*?(?:\\E|$)|\\(?<sign>[pP])(?:\{(?<not>\^?)(?<name>[A-Za-z _-]*)\}|(?<letter>[a-z]))|\\?[^]/gu;

/**
 * Respells what Go (1.25 and later) accepts and re2js does not, without changing what it means.
 *
 * - The name of a class is looked up without regard to case, spaces, hyphens and underscores, and may be
 *   a long one: `\p{greek}`, `\p{Uppercase_Letter}`.
 * - Inside brackets `[:` begins a named class only where a `:]` of its own follows; `[[:]` is the set of
 *   `[` and `:`.
 */
export function respell(source: string): string {
  let respelt = '';
  /** Where the members of the open bracket expression begin in `source`; -1 outside of one. */
  let membersAt = -1;
  let namedClassEnd = 0;
  for (const { 0: text, index, groups } of source.matchAll(piece)) {
    const name = groups?.['name'] ?? groups?.['letter'];
    if (name !== undefined) {
      respelt += `\\${groups?.['sign']}{${groups?.['not'] ?? ''}${canonicalName(name)}}`;
    } else if (index < namedClassEnd) {
      respelt += text;
    } else if (membersAt < 0) {
      respelt += text;
      if (text === '[') membersAt = source[index + 1] === '^' ? index + 2 : index + 1;
    } else if (text === '[' && source[index + 1] === ':') {
      const close = source.indexOf(':]', index + 2);
      if (close >= 0) namedClassEnd = close + 2;
      respelt += close >= 0 ? text : '\\[';
    } else {
      respelt += text;
      if (text === ']' && index > membersAt) membersAt = -1;
    }
  }
  return respelt;
}
