import { expect, test } from 'vitest';
import { decodeMessage } from '../../../probes/dns/message.ts';
import { judgeRecords, judgeReply } from '../../../probes/dns/rules.ts';
import { dnsOptionsOf } from '../../helpers/dns-options.ts';
import { u16, wireAddresses, wireName, wireRecord, wireReply } from '../../helpers/dns-wire.ts';

const query = Buffer.concat([u16(1, 0x01_00, 1, 0, 0, 0), wireName('a'), u16(1, 1)]);

function message(reply: Parameters<typeof wireReply>[1]) {
  const decoded = decodeMessage(wireReply(query, reply));
  if (!decoded.ok) throw new Error(decoded.problem);
  return decoded.message;
}

const two = message({ answers: wireAddresses(1, 2) }).answers;

/** What a section of 192.0.2.1 and 192.0.2.2 is to a block of rules: the reason, or "accepted". */
function verdict(block: string, records = two): string {
  const options = dnsOptionsOf(`{query_name: a, validate_answer_rrs: ${block}}`);
  return judgeRecords(records, options.answerRules, 'answer')?.detail ?? 'accepted';
}

const first = 'the answer section is not as demanded: "a.\t60\tIN\tA\t192.0.2.1"';
const second = 'the answer section is not as demanded: "a.\t60\tIN\tA\t192.0.2.2"';
const whole = 'the answer section is not as demanded';

test.each([
  ['nothing', '{}', 'accepted'],
  ['a match that no record has', '{fail_if_matches_regexp: [x, y]}', 'accepted'],
  ['a match of the second record', '{fail_if_matches_regexp: [x, "2$"]}', `${second} matches 2$`],
  [
    'a text across the fields',
    '{fail_if_not_matches_regexp: ["^a\\\\.\\\\t60\\\\tIN\\\\tA\\\\t192.0.2.[12]$"]}',
    'accepted',
  ],
  ['all expressions matched by all', '{fail_if_all_match_regexp: [a, IN]}', 'accepted'],
  [
    'an expression that one record misses',
    '{fail_if_all_match_regexp: [IN, "1$"]}',
    `${second} does not match 1$`,
  ],
  [
    'strictly, all expressions matched by all',
    '{fail_if_all_match_regexp: [a, IN], strict: true}',
    `${whole}: every record matches`,
  ],
  [
    'strictly, an expression that one record misses',
    '{fail_if_all_match_regexp: [IN, "1$"], strict: true}',
    'accepted',
  ],
  ['strictly, no expression', '{strict: true}', 'accepted'],
  [
    'every expression demanded of every record',
    '{fail_if_not_matches_regexp: [IN, "1$"]}',
    `${second} does not match 1$`,
  ],
  ['one record demanded', '{fail_if_none_matches_regexp: [x, "2$"]}', 'accepted'],
  [
    'one record demanded that is not there',
    '{fail_if_none_matches_regexp: [x, y]}',
    `${whole}: no record matches`,
  ],
  [
    'the same text demanded and forbidden',
    '{fail_if_matches_regexp: ["60"], fail_if_not_matches_regexp: ["60"]}',
    `${first} matches 60`,
  ],
  [
    'an expression that does not compile',
    '{fail_if_none_matches_regexp: ["("]}',
    'cannot compile "(": error parsing regexp: missing closing ): `(`',
  ],
])('judge records by %s', (_name, block, detail) => {
  expect(verdict(block)).toBe(detail);
});

test.each([
  ['nothing is demanded', '{}', 'accepted'],
  ['matches are forbidden', '{fail_if_matches_regexp: [x]}', 'accepted'],
  ['all must match', '{fail_if_all_match_regexp: [x]}', 'accepted'],
  ['not all may match', '{fail_if_all_match_regexp: [x], strict: true}', 'accepted'],
  ['every record must match', '{fail_if_not_matches_regexp: [x]}', `${whole}: it is empty`],
  ['one record must match', '{fail_if_none_matches_regexp: [x]}', `${whole}: it is empty`],
  ['an expression does not compile', '{fail_if_matches_regexp: ["("]}', 'accepted'],
])('judge an empty section where %s', (_name, block, detail) => {
  expect(verdict(block, [])).toBe(detail);
});

const secure = { flags: 0x81_a0 };
const forbidden = 'fail_if_matches_regexp: [A]';

test.each([
  ['NOERROR by default', '', {}, 'accepted'],
  ['NXDOMAIN by default', '', { flags: 0x81_83 }, 'assert.rcode'],
  ['a code of the list', 'valid_rcodes: [SERVFAIL, NXDOMAIN]', { flags: 0x81_83 }, 'accepted'],
  ['NOERROR where it is not in the list', 'valid_rcodes: [SERVFAIL, NXDOMAIN]', {}, 'assert.rcode'],
  ['NOTIMP by its other name', 'valid_rcodes: [NOTIMPL]', { flags: 0x81_84 }, 'accepted'],
  ['an empty list of codes', 'valid_rcodes: []', {}, 'assert.rcode'],
  ['a name in lower case', 'valid_rcodes: [noerror]', {}, 'local.options'],
  ['an unknown name after one that matches', 'valid_rcodes: [NOERROR, NOSUCH]', {}, 'local.options'],
  ['the AD bit where it is demanded', 'fail_if_not_authenticated: true', secure, 'accepted'],
  ['no AD bit where it is demanded', 'fail_if_not_authenticated: true', {}, 'assert.authenticated'],
  [
    'a forbidden answer',
    `validate_answer_rrs: {${forbidden}}`,
    { answers: wireAddresses(1) },
    'assert.answer',
  ],
  [
    'a forbidden authority',
    `validate_authority_rrs: {${forbidden}}`,
    { authorities: wireAddresses(1) },
    'assert.authority',
  ],
  [
    'a forbidden additional',
    `validate_additional_rrs: {${forbidden}}`,
    { additionals: wireAddresses(1) },
    'assert.additional',
  ],
  ['sections without rules', '', { answers: wireAddresses(1), authorities: wireAddresses(1) }, 'accepted'],
  [
    'the answer before the authority',
    `validate_answer_rrs: {${forbidden}}\n  validate_authority_rrs: {${forbidden}}`,
    { answers: wireAddresses(1), authorities: wireAddresses(1) },
    'assert.answer',
  ],
  [
    'the code before the answer',
    `validate_answer_rrs: {${forbidden}}`,
    { flags: 0x81_82, answers: wireAddresses(1) },
    'assert.rcode',
  ],
])('judge a reply by %s', (_name, keys, reply, reason) => {
  const options = dnsOptionsOf(`\n  query_name: a\n  ${keys}`);
  expect(judgeReply(message(reply), options)?.reason ?? 'accepted').toBe(reason);
});

test('judge a response code with the bits of the OPT record', () => {
  const opt = wireRecord({
    name: wireName(),
    type: 'OPT',
    ttlSeconds: 0x01_00_00_00,
    data: Buffer.alloc(0),
  });
  const reply = message({ additionals: [opt] });
  expect(judgeReply(reply, dnsOptionsOf('{query_name: a}'))?.detail).toBe(
    'the server answered BADSIG, allowed: NOERROR',
  );
  expect(judgeReply(reply, dnsOptionsOf('{query_name: a, valid_rcodes: [BADSIG]}'))).toBeUndefined();
});
