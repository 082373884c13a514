/**
 * The value as JSON on one line. Characters that could steer a terminal, or turn the direction of what is read, are
 * written as `\u` escapes, which every JSON reader undoes. Infinities and NaN are null.
 */
export function harmlessJson(value: unknown): string {
  return withoutHarm(JSON.stringify(value));
}

/**
 * The JSON with escapes for what it leaves bare and a terminal or a reader does not: DEL, the C1 controls, characters that
 * do not show or that change the direction, line separators.
 */
export function withoutHarm(json: string): string {
  return json.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escapeUnits);
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16);
    return `\\u${unit.padStart(4, '0')}`;
  }).join('');
}
