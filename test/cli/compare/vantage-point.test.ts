import { describe, expect, test } from 'vitest';
import { parseVantagePoint, shownUrl } from '../../../src/cli/compare/vantage-point.ts';

describe('a vantage point', () => {
  test.each([
    { text: 'http://eu.example:9115', name: 'eu.example:9115', url: 'http://eu.example:9115' },
    { text: 'eu.example:9115/', name: 'eu.example:9115', url: 'http://eu.example:9115' },
    { text: 'eu=https://eu.example/vantage/', name: 'eu', url: 'https://eu.example/vantage' },
    { text: 'eu=localhost:9115/probe', name: 'eu', url: 'http://localhost:9115' },
    { text: '[::1]:9115', name: '[::1]:9115', url: 'http://[::1]:9115' },
    { text: 'https://eu.example/a=b', name: 'eu.example', url: 'https://eu.example/a=b' },
  ])('is read from $text', ({ text, name, url }) => {
    expect(parseVantagePoint(text)).toEqual({ name, url });
  });

  test.each([
    '',
    '=http://eu.example',
    'ftp://eu.example',
    'http://',
    'http://eu.example/?a=b',
    'eu = us',
    'a b',
  ])('is not read from "%s"', (text) => {
    expect(parseVantagePoint(text)).toBeUndefined();
  });

  test('is shown without its password', () => {
    const point = parseVantagePoint('eu=https://user:hunter2@eu.example');
    expect(point?.name).toBe('eu');
    expect(point === undefined ? '' : shownUrl(point)).not.toContain('hunter2');
    expect(parseVantagePoint('https://user:hunter2@eu.example')?.name).toBe('eu.example');
  });
});
