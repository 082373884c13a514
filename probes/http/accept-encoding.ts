/**
 * Whether an `Accept-Encoding` header allows the coding that the module expects.
 *
 * The most preferred element that names the coding or `*` decides: it allows with any quality above 0. An
 * empty coding or header demands nothing. Names are compared as they are written.
 */
export function allowsCoding(header: string, coding: string): boolean {
  if (header === '' || coding === '') return true;
  const deciding = header
    .split(',')
    .map(preference)
    .sort((left, right) => right.quality - left.quality)
    .find(({ name }) => name === coding || name === '*');
  return deciding !== undefined && deciding.quality > 0;
}

function preference(element: string): { readonly name: string; readonly quality: number } {
  const separator = element.lastIndexOf(';');
  if (separator === -1) return { name: element.trim(), quality: 1 };
  const written = element
    .slice(separator + 1)
    .trim()
    .replace(/^q=/, '');
  return { name: element.slice(0, separator).trim(), quality: quality(written) };
}

/** The quality in thousandths' precision, 0 for what is no number. */
function quality(text: string): number {
  if (!/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(text)) return 0;
  const value = Math.round(Number(text) * 1000) / 1000;
  return Number.isFinite(value) ? value : 0;
}
