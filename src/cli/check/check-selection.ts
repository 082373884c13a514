import picomatch from 'picomatch';

/** Whether a text matches one of the patterns; without patterns every text does. */
export type Selection = (text: string) => boolean;

/** A selection by shell patterns: `*` is any text, slashes and leading dots included, `?` one character. */
export function selectionOf(patterns: readonly string[]): Selection {
  if (patterns.length === 0) return () => true;
  const matchers = patterns.map((pattern) => {
    const matches = picomatch(pattern, {
      bash: true,
      dot: true,
      nobrace: true,
      noextglob: true,
      nonegate: true,
    });
    // What has brackets of its own, an IPv6 address for example, is also found as it is written.
    return (text: string) => text === pattern || matches(text);
  });
  return (text) => matchers.some((matches) => matches(text));
}
