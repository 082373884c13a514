/** The content codings that `compression` can name, in lower case (RFC 9110 section 8.4.1). */
export const bodyCodings = ['gzip', 'br', 'deflate', 'identity'] as const;
