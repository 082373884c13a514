import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hideSecrets, rememberSecret } from '../../probes/known-secrets.ts';
import { Secret } from '../../probes/secret.ts';
import { hideSecretsIn } from '../../src/engine/hide-in.ts';

const secret = 'cän&ry/7 "<$1>';
rememberSecret(secret);
rememberSecret(
  '-----BEGIN KEY-----\nfirst-line-of-a-key-0123\nsecond-line-of-a-key-4567\n-----END KEY-----\n',
);

describe('a secret that is known is hidden', () => {
  test.each([
    ['as it is', secret],
    ['in a URL', encodeURIComponent(secret)],
    ['in a URL, in small letters', encodeURIComponent(secret).toLowerCase()],
    ['in a form', new URLSearchParams([['a', secret]]).toString().slice(2)],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in HTML', 'cän&amp;ry/7 &quot;&lt;$1&gt;'],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['in bytes as Latin-1', Buffer.from(secret).toString('latin1')],
    ['cut by an ellipsis', `${secret.slice(0, 9)}…`],
    ['as a line of a key', 'first-line-of-a-key-0123'],
  ])('%s', (_name, form) => {
    const shown = hideSecrets(`before ${form} after`);
    expect(shown).toBe(`before <secret>${form.endsWith('…') ? '…' : ''} after`);
    expect(hideSecrets(form)).toContain('<secret>');
    expect(hideSecrets(`${form}${form}`).split('<secret>')).toHaveLength(form.endsWith('…') ? 3 : 3);
  });
});

test('what nobody called a secret stays', () => {
  for (const text of ['', 'a', 'cän', 'cän&ry', '-----BEGIN KEY-----', 'first-line…']) {
    expect(hideSecrets(text.replace('first-line…', 'first line…'))).toBe(
      text.replace('first-line…', 'first line…'),
    );
  }
});

test('short words are nobody’s secret', () => {
  rememberSecret('admin');
  new Secret('tester7').reveal();
  expect(hideSecrets('admin tester7')).toBe('admin tester7');
  new Secret('longer-than-that').reveal();
  expect(hideSecrets('it is longer-than-that')).toBe('it is <secret>');
});

test('in plain data, every text is looked at, and what has none is the same object', () => {
  const clean = { a: 1, b: ['x', { c: null }], d: undefined };
  expect(hideSecretsIn(clean)).toBe(clean);
  expect(hideSecretsIn({ a: [{ b: `x ${secret}` }], n: Number.NaN })).toEqual({
    a: [{ b: 'x <secret>' }],
    n: Number.NaN,
  });
});

test('no text lets a secret through', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string({ minLength: 8, maxLength: 30 }),
      fc.string(),
      (before, hidden, after) => {
        if (hidden.trim().length < 8) return;
        rememberSecret(hidden);
        expect(hideSecrets(before + hidden.trim() + after).replaceAll('<secret>', '')).not.toContain(
          hidden.trim(),
        );
      },
    ),
  );
});
