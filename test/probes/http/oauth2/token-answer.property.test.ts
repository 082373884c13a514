import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTokenAnswer } from '../../../../probes/http/oauth2/token-answer.ts';

test('no answer of an endpoint that gives no token is quoted', () => {
  const body = fc.record({ error: fc.string({ minLength: 1 }), access_token: fc.constant('s3cret') });
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 999 }), body, (statusCode, fields) => {
      const answer = parseTokenAnswer({ statusCode, mediaType: '', body: JSON.stringify(fields) });
      expect(answer.ok).toBe(false);
      expect(JSON.stringify(answer)).not.toContain('s3cret');
    }),
  );
});

test('a token that is given can be sent', () => {
  const body = fc.record({ access_token: fc.string(), token_type: fc.string() });
  fc.assert(
    fc.property(body, (fields) => {
      const answer = parseTokenAnswer({ statusCode: 200, mediaType: '', body: JSON.stringify(fields) });
      expect(answer.ok ? answer.token.authorization : '').toMatch(/^[\t\x20-\x7e\x80-\xff]*$/);
    }),
  );
});
