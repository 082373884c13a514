import { expect, test } from 'vitest';
import type { TranscriptEvent } from '../../../probes/transcript.ts';
import { plain } from '../../../src/cli/terminal/paint.ts';
import {
  answerSection,
  demandSection,
  hopSection,
  stepSection,
} from '../../../src/cli/view/event-sections.ts';

const style = { paint: plain };

const chain: readonly TranscriptEvent[] = [
  { atMs: 1, kind: 'http.request', fields: { hop: 1, method: 'GET', url: 'http://a.example/' } },
  { atMs: 13.5, kind: 'http.response', fields: { hop: 1, version: 'HTTP/1.1', status: 301 } },
  { atMs: 20, kind: 'http.request', fields: { hop: 2, method: 'GET', url: 'https://a.example/\u001b[2J' } },
];

test('shows redirects hop by hop, each with its answer and its time', () => {
  expect(hopSection(chain, style)).toEqual([
    '  requests, hop by hop',
    '  1  301 in 12.5 ms  GET http://a.example/',
    '  2  no answer       GET https://a.example/\\x1b[2J',
  ]);
});

test('has nothing to show of a single request', () => {
  expect(hopSection(chain.slice(0, 2), style)).toEqual([]);
});

test('shows the answers of a name server as dig does', () => {
  const reply: TranscriptEvent = {
    atMs: 2,
    kind: 'dns.reply',
    fields: {
      server: '192.0.2.53:53',
      rcode: 'NOERROR',
      flags: ['qr', 'rd', 'ra'],
      answers: ['www.a.example.\t300\tIN\tCNAME\ta.example.', 'a.example.\t60\tIN\tTXT\t"x  y"'],
      authorities: 0,
      additionals: 1,
    },
  };
  expect(answerSection([reply])).toEqual([
    '  ;; 192.0.2.53:53 status: NOERROR; flags: qr rd ra; ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 1',
    '  www.a.example.  300  IN  CNAME  a.example.',
    '  a.example.      60   IN  TXT    "x  y"',
  ]);
});

test('tells every step with its time, broken to the width', () => {
  const lines = stepSection(chain, { ...style, columns: 60 });
  expect(lines.slice(0, 3)).toEqual([
    '  step by step',
    '   1.0 ms  Sending a request hop=1 method="GET"',
    '           url="http://a.example/"',
  ]);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
});

test('tells of each demand what was expected and what was seen, and paints what is not met', () => {
  const demand = (kind: 'assertion.met' | 'assertion.unmet', seen: string): TranscriptEvent => ({
    atMs: 1,
    kind,
    fields: { demand: 'valid_status_codes', expected: '200-299', seen },
  });
  const events = [demand('assertion.met', '200'), demand('assertion.unmet', '404\u001b')];
  const paint = { ...plain, bad: (text: string) => `<${text}>` };
  expect(demandSection(events, { paint })).toEqual([
    '  demands',
    '  ok    valid_status_codes  expected 200-299, seen 200',
    String.raw`  FAIL  valid_status_codes  <expected 200-299, seen 404\x1b>`,
  ]);
  const narrow = demandSection(events, { ...style, columns: 40 });
  expect(Math.max(...narrow.map(({ length }) => length))).toBeLessThanOrEqual(40);
  expect(demandSection(chain, style)).toEqual([]);
});
