import { expect, test } from 'vitest';
import { createQuery, type QueryRequest } from '../../../probes/dns/query.ts';

const plain: QueryRequest = {
  id: 0xab_cd,
  name: 'wWw.a',
  type: 65,
  classNumber: 254,
  recursionDesired: true,
  authenticDataWanted: false,
};
const question = '0377577701610000 4100fe';

test.each([
  ['recursion', {}, `abcd0100 0001000000000000 ${question}`],
  ['no recursion', { recursionDesired: false }, `abcd0000 0001000000000000 ${question}`],
  ['authentic data', { authenticDataWanted: true }, `abcd0120 0001000000000000 ${question}`],
  [
    'EDNS',
    { edns: { dnssecOk: false, udpSizeBytes: 1232 } },
    `abcd0100 0001000000000001 ${question} 0000 2904d0 00000000 0000`,
  ],
  [
    'signatures',
    { edns: { dnssecOk: true, udpSizeBytes: 4096 } },
    `abcd0100 0001000000000001 ${question} 0000 291000 00008000 0000`,
  ],
])('asks for %s in these bytes', (_name, changes, hex) => {
  const created = createQuery({ ...plain, ...changes });
  expect(created.ok && created.query.message.toString('hex')).toBe(hex.replaceAll(' ', ''));
});

test('knows what its reply has to have in common with it', () => {
  expect(createQuery(plain)).toMatchObject({
    ok: true,
    query: { id: 0xab_cd, question: { name: 'wWw.a.', type: 65, classNumber: 254 }, maxUdpBytes: 512 },
  });
  expect(createQuery({ ...plain, edns: { dnssecOk: true, udpSizeBytes: 4096 } })).toMatchObject({
    query: { maxUdpBytes: 4096 },
  });
});

test('says why a name cannot be asked for', () => {
  expect(createQuery({ ...plain, name: 'a..b' })).toEqual({ ok: false, problem: 'has an empty label' });
});
