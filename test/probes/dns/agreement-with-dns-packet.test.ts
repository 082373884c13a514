/** Two programs that read the same bytes: where dns-packet keeps what was sent, we have to say the same. */
import { type Answer, encode, decode as libraryDecode } from 'dns-packet';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage } from '../../../probes/dns/message.ts';
import { createQuery } from '../../../probes/dns/query.ts';

const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,10}$/);
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const number16 = fc.nat(0xff_ff);
const ipv4 = fc.ipV4();
const text = fc.stringMatching(/^[A-Za-z0-9 =;]{1,30}$/);

/** A record of the library, with the data it has to have in text. */
type Sample = readonly [answer: Answer, data: string];

const sample: fc.Arbitrary<Sample> = fc.oneof(
  fc.tuple(name, ipv4).map(([owner, data]): Sample => [{ type: 'A', name: owner, data }, data]),
  fc.tuple(name, name).map(([owner, data]): Sample => [{ type: 'CNAME', name: owner, data }, `${data}.`]),
  fc.tuple(name, name).map(([owner, data]): Sample => [{ type: 'NS', name: owner, data }, `${data}.`]),
  fc
    .tuple(name, number16, name)
    .map(
      ([owner, preference, exchange]): Sample => [
        { type: 'MX', name: owner, data: { preference, exchange } },
        `${preference} ${exchange}.`,
      ],
    ),
  fc
    .tuple(name, number16, number16, name)
    .map(
      ([owner, priority, port, target]): Sample => [
        { type: 'SRV', name: owner, data: { priority, weight: 7, port, target } },
        `${priority} 7 ${port} ${target}.`,
      ],
    ),
  fc
    .tuple(name, text)
    .map(([owner, data]): Sample => [{ type: 'TXT', name: owner, data: [data] }, `"${data}"`]),
  fc
    .tuple(name, text)
    .map(
      ([owner, value]): Sample => [
        { type: 'CAA', name: owner, data: { flags: 0, tag: 'issue', value } },
        `0 issue "${value}"`,
      ],
    ),
  fc.tuple(name, number16, fc.uint8Array({ minLength: 1, maxLength: 32 })).map(
    ([owner, keyTag, digest]): Sample => [
      {
        type: 'DS',
        name: owner,
        data: { keyTag, algorithm: 8, digestType: 2, digest: Buffer.from(digest) },
      },
      `${keyTag} 8 2 ${Buffer.from(digest).toString('hex').toUpperCase()}`,
    ],
  ),
  fc.tuple(name, name, name, fc.nat()).map(
    ([owner, mname, rname, serial]): Sample => [
      {
        type: 'SOA',
        name: owner,
        data: { mname, rname, serial, refresh: 1, retry: 2, expire: 3, minimum: 4 },
      },
      `${mname}. ${rname}. ${serial} 1 2 3 4`,
    ],
  ),
);

test('reads what dns-packet writes', () => {
  fc.assert(
    fc.property(fc.nat(0xff_ff), name, fc.array(sample, { maxLength: 6 }), (id, asked, samples) => {
      const message = encode({
        type: 'response',
        id,
        questions: [{ type: 'A', name: asked }],
        answers: samples.map(([answer]) => ({ ...answer, ttl: 300 })),
      });
      expect(decodeMessage(message)).toMatchObject({
        ok: true,
        message: {
          id,
          questions: [{ name: `${asked}.`, type: 1, classNumber: 1 }],
          answers: samples.map(([answer, data]) => ({
            text: `${answer.name}.\t300\tIN\t${answer.type}\t${data}`,
          })),
        },
      });
    }),
  );
});

test('writes queries that dns-packet reads', () => {
  const edns = fc.option(
    fc.record({ dnssecOk: fc.boolean(), udpSizeBytes: fc.integer({ min: 512, max: 65_535 }) }),
    {
      nil: undefined,
    },
  );
  fc.assert(
    fc.property(fc.nat(0xff_ff), name, edns, fc.boolean(), (id, asked, extension, flag) => {
      const created = createQuery({
        id,
        name: asked,
        type: 28,
        classNumber: 3,
        recursionDesired: flag,
        authenticDataWanted: !flag,
        edns: extension,
      });
      const message = created.ok ? created.query.message : Buffer.alloc(0);
      expect(libraryDecode(message)).toMatchObject({
        id,
        type: 'query',
        opcode: 'QUERY',
        flag_rd: flag,
        flag_ad: !flag,
        flag_cd: false,
        questions: [{ name: asked, type: 'AAAA', class: 'CH' }],
        answers: [],
        authorities: [],
        additionals:
          extension === undefined
            ? []
            : [
                {
                  type: 'OPT',
                  name: '.',
                  udpPayloadSize: extension.udpSizeBytes,
                  flag_do: extension.dnssecOk,
                  ednsVersion: 0,
                  extendedRcode: 0,
                  options: [],
                },
              ],
      });
    }),
  );
});
