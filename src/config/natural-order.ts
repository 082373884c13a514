/**
 * Compares names the way Go's YAML library sorts keys: numbers within them by value, so that `a9` comes before
 * `a10`, and whatever is no letter before the letters.
 */
export function compareNatural(left: string, right: string): number {
  const lefts = Array.from(left);
  const rights = Array.from(right);
  const at = lefts.findIndex((character, index) => character !== rights[index]);
  const leftCharacter = lefts[at];
  const rightCharacter = rights[at];
  if (leftCharacter === undefined || rightCharacter === undefined) return lefts.length - rights.length;

  const same = lefts.slice(0, at).join('');
  const isLeftLetter = /\p{L}/u.test(leftCharacter);
  const isRightLetter = /\p{L}/u.test(rightCharacter);
  if (isLeftLetter !== isRightLetter) {
    // After the same digits the letter ends the smaller number.
    return isLeftLetter === /[0-9]$/.test(same) ? -1 : 1;
  }
  if (!isLeftLetter) {
    // A 1 stands for the digits that the numbers have in common, unless these are but zeros.
    const lead = /[1-9][0-9]*$/.test(same) ? '1' : '';
    const leftDigits = leadingDigits(lefts.slice(at).join(''));
    const rightDigits = leadingDigits(rights.slice(at).join(''));
    const leftNumber = BigInt(lead + leftDigits);
    const rightNumber = BigInt(lead + rightDigits);
    if (leftNumber !== rightNumber) return leftNumber < rightNumber ? -1 : 1;
    if (leftDigits.length !== rightDigits.length) return leftDigits.length - rightDigits.length;
  }
  return codeOf(leftCharacter) - codeOf(rightCharacter);
}

function leadingDigits(text: string): string {
  return /^[0-9]*/.exec(text)?.[0] ?? '';
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
