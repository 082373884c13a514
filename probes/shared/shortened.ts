/** A text short enough for a sentence about it: what is too long ends in an ellipsis. */
export function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
