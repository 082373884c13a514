import { expect, test } from 'vitest';
import { type DnsMessage, decodeMessage } from '../../../probes/dns/message.ts';
import {
  questionName,
  u16,
  u32,
  wireName,
  wireRecord,
  wireReply,
  wireString,
} from '../../helpers/dns-wire.ts';

const query = Buffer.concat([u16(1, 0x01_00, 1, 0, 0, 0), wireName('a'), u16(255, 1)]);

function decode(bytes: Buffer): DnsMessage {
  const decoded = decodeMessage(bytes);
  if (!decoded.ok) throw new Error(decoded.problem);
  return decoded.message;
}

/** The text of the data of one record in the answer section. */
function dataText(type: string, data: Buffer): string | undefined {
  const [record] = decode(
    wireReply(query, { answers: [wireRecord({ type, data, ttlSeconds: 300 })] }),
  ).answers;
  const prefix = `a.\t300\tIN\t${type}\t`;
  if (record?.text.startsWith(prefix) !== true) return record?.text;
  return record.text.slice(prefix.length);
}

function bytes(...parts: readonly (string | number | readonly number[] | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(part, 'latin1');
      if (typeof part === 'number') return Buffer.of(part);
      return Buffer.isBuffer(part) ? part : u16(...part);
    }),
  );
}

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

const key = Buffer.from([3, 1, 0, 1, 0xff, 0xfe]);
const january2026 = 1_767_225_600;
const january2025 = 1_735_689_600;

test.each([
  ['A', hex('7f000001'), '127.0.0.1'],
  ['AAAA', bytes(Buffer.alloc(15), 1), '::1'],
  ['AAAA', bytes(Buffer.alloc(10), [0xffff], 1, 2, 3, 4), '::ffff:1.2.3.4'],
  ['AFSDB', bytes([1], wireName('db', 'a')), '1 db.a.'],
  ['AMTRELAY', bytes(10, 0x83, wireName('relay', 'a')), '10 1 3 relay.a.'],
  ['AMTRELAY', bytes(10, 0), '10 0 0 .'],
  ['APL', bytes([1], 8, 1, 10, [2], 32, 0x84, hex('20010db8')), '1:10.0.0.0/8 !2:2001:db8::/32'],
  ['AVC', wireString('app'), '"app"'],
  ['CAA', bytes(0, wireString('issue'), 'le.org; x=1'), '0 issue "le.org; x=1"'],
  ['CDNSKEY', bytes([257], 3, 8, key), '257 3 8 AwEAAf/+'],
  ['CDS', bytes([12345], 8, 2, hex('49fd')), '12345 8 2 49FD'],
  ['CERT', bytes([1], [99], 8, key), 'PKIX 99 RSASHA256 AwEAAf/+'],
  ['CERT', bytes([7000], [99], 99, key), '7000 99 99 AwEAAf/+'],
  ['CNAME', wireName('Target', 'a'), 'Target.a.'],
  ['CSYNC', bytes(u32(66), [3], 0, 4, hex('60000008')), '66 3 A NS AAAA'],
  ['DHCID', key, 'AwEAAf/+'],
  ['DLV', bytes([12345], 8, 2, hex('49fd')), '12345 8 2 49FD'],
  ['DNAME', wireName('b'), 'b.'],
  ['DNSKEY', bytes([257], 3, 8, key), '257 3 8 AwEAAf/+'],
  ['DS', bytes([12345], 8, 2, hex('49fdab')), '12345 8 2 49FDAB'],
  ['EID', hex('0aff'), '0AFF'],
  ['EUI48', hex('00005e00532a'), '00-00-5e-00-53-2a'],
  ['EUI64', hex('00005eef1000002a'), '00-00-5e-ef-10-00-00-2a'],
  ['GID', u32(1000), '1000'],
  [
    'GPOS',
    bytes(wireString('-32.6882'), wireString('116.8652'), wireString('10.0')),
    '-32.6882 116.8652 10.0',
  ],
  ['HINFO', bytes(wireString('a'), wireString('b')), '"a" "b"'],
  ['HIP', bytes(2, 2, [6], hex('2001'), key, wireName('rvs', 'a')), '2 2001 AwEAAf/+ rvs.a.'],
  [
    'HTTPS',
    bytes(
      [1],
      wireName(),
      [0, 2, 1],
      [1, 6],
      wireString('h2'),
      wireString('h3'),
      [3, 2, 443],
      [4, 4],
      hex('01020304'),
      [5, 3],
      hex('000000'),
    ),
    '1 . mandatory="alpn" alpn="h2,h3" port="443" ipv4hint="1.2.3.4" ech="AAAA"',
  ],
  ['IPSECKEY', bytes(10, 1, 2, hex('c0000226'), key), '10 1 2 192.0.2.38 AwEAAf/+'],
  ['IPSECKEY', bytes(10, 2, 2, hex('20010db8'), Buffer.alloc(12), key), '10 2 2 2001:db8:: AwEAAf/+'],
  ['IPSECKEY', bytes(10, 3, 2, wireName('gw'), key), '10 3 2 gw. AwEAAf/+'],
  ['IPSECKEY', bytes(10, 0, 2, key), '10 0 2 . AwEAAf/+'],
  ['ISDN', bytes(wireString('150862028003217'), wireString('004')), '"150862028003217" "004"'],
  ['KEY', bytes([256], 3, 5, key), '256 3 5 AwEAAf/+'],
  ['KX', bytes([5], wireName('kx')), '5 kx.'],
  ['L32', bytes([10], hex('0a010200')), '10 10.1.2.0'],
  ['L64', bytes([10], hex('20010db8114090ab')), '10 2001:0db8:1140:90ab'],
  [
    'LOC',
    bytes(0, 0x00, 0x16, 0x13, u32(2 ** 31 + 188_543_000, 2 ** 31 + 17_612_000, 9_999_800)),
    '52 22 23.000 N 04 53 32.000 E -2m 0.00m 10000m 10m',
  ],
  [
    'LOC',
    bytes(0, 0x51, 0x12, 0x15, u32(2 ** 31 - 122_156_789, 2 ** 31 - 630_000_000, 10_002_550)),
    '33 55 56.789 S 175 00 0.000 W 25.50m 0.50m 1m 1000m',
  ],
  ['LP', bytes([10], wireName('l64')), '10 l64.'],
  ['MB', wireName('mb'), 'mb.'],
  ['MD', wireName('md'), 'md.'],
  ['MF', wireName('mf'), 'mf.'],
  ['MG', wireName('mg'), 'mg.'],
  ['MINFO', bytes(wireName('r'), wireName('e')), 'r. e.'],
  ['MR', wireName('mr'), 'mr.'],
  ['MX', bytes([10], wireName('mx', 'a')), '10 mx.a.'],
  ['MX', bytes([0], wireName()), '0 .'],
  [
    'NAPTR',
    bytes(
      [100, 10],
      wireString('S'),
      wireString('SIP+D2U'),
      wireString('!^.*$!sip:x@a!'),
      wireName('_sip', '_udp', 'a'),
    ),
    '100 10 "S" "SIP+D2U" "!^.*$!sip:x@a!" _sip._udp.a.',
  ],
  ['NID', bytes([10], hex('00144fff ff20ee64')), '10 0014:4fff:ff20:ee64'],
  ['NIMLOC', hex('0aff'), '0AFF'],
  ['NINFO', wireString('zone'), '"zone"'],
  ['NS', wireName('ns', 'a'), 'ns.a.'],
  ['NSAP-PTR', wireName('ns'), 'ns.'],
  [
    'NSEC',
    bytes(wireName('b'), 0, 6, hex('600000000003'), 4, 27, Buffer.alloc(26), 0x20),
    'b. A NS RRSIG NSEC TYPE1234',
  ],
  [
    'NSEC3',
    bytes(1, 1, [12], wireString(hex('aabb')), wireString('foobar'), 0, 6, hex('400000000002')),
    '1 1 12 AABB CPNMUOJ1E8 A RRSIG',
  ],
  ['NSEC3', bytes(1, 0, [0], 0, wireString('fooba')), '1 0 0 - CPNMUOJ1'],
  ['NSEC3PARAM', bytes(1, 0, [12], 0), '1 0 12 -'],
  ['NXT', bytes(wireName('b'), 0, 1, 0x40), 'b. A'],
  ['OPENPGPKEY', key, 'AwEAAf/+'],
  ['PTR', wireName('host', 'a'), 'host.a.'],
  ['PX', bytes([10], wireName('m'), wireName('x')), '10 m. x.'],
  ['RESINFO', wireString('qnamemin'), '"qnamemin"'],
  ['RKEY', bytes([0], 3, 8, key), '0 3 8 AwEAAf/+'],
  ['RP', bytes(wireName('h.x', 'a'), wireName('t')), 'h\\.x.a. t.'],
  [
    'RRSIG',
    bytes([1], 8, 2, u32(300, january2026, january2025), [12345], wireName('a'), key),
    'A 8 2 300 20260101000000 20250101000000 12345 a. AwEAAf/+',
  ],
  ['RT', bytes([2], wireName('rt')), '2 rt.'],
  [
    'SIG',
    bytes([65280], 8, 2, u32(300, 2 ** 32 - 1, 0), [12345], wireName(), key),
    'TYPE65280 8 2 300 21060207062815 19700101000000 12345 . AwEAAf/+',
  ],
  ['SMIMEA', bytes(3, 1, 1, hex('0ADFAB')), '3 1 1 0adfab'],
  [
    'SOA',
    bytes(wireName('ns', 'a'), wireName('h.x', 'a'), u32(1000, 7200, 3600, 1_209_600, 300)),
    'ns.a. h\\.x.a. 1000 7200 3600 1209600 300',
  ],
  ['SPF', wireString('v=spf1 -all'), '"v=spf1 -all"'],
  ['SRV', bytes([1, 2, 53], wireName('s', 'a')), '1 2 53 s.a.'],
  ['SSHFP', bytes(1, 1, hex('aabb')), '1 1 AABB'],
  ['SSHFP', bytes(4, 9, hex('aabbcc')), '4 9 AABBCC'],
  [
    'SVCB',
    bytes(
      [16],
      wireName('svc'),
      [7, 4],
      '/q ;',
      [6, 16],
      Buffer.alloc(15),
      1,
      [2, 0],
      [8, 0],
      [65280, 2],
      '\xff"',
    ),
    '16 svc. no-default-alpn="" ipv6hint="::1" dohpath="/q\\ \\;" ohttp="" key65280="\\255\\""',
  ],
  ['SVCB', bytes([1], wireName(), [1, 6], wireString('a,\\"\xff')), '1 . alpn="a\\\\\\044\\\\\\092\\"\\255"'],
  ['TA', bytes([12345], 8, 2, hex('49fd')), '12345 8 2 49FD'],
  ['TALINK', bytes(wireName('p'), wireName('n')), 'p. n.'],
  ['TLSA', bytes(3, 1, 1, hex('0ADFAB')), '3 1 1 0adfab'],
  ['TXT', bytes(wireString('a b'), wireString('c"d')), '"a b" "c\\"d"'],
  ['TXT', wireString(''), '""'],
  ['TXT', wireString('\xc3\xa9\x07'), '"\\195\\169\\007"'],
  ['UID', u32(2 ** 32 - 1), '4294967295'],
  ['UINFO', wireString('u'), '"u"'],
  ['URI', bytes([1, 2], 'http://x'), '1 2 "http://x"'],
  ['X25', wireString('311061700956'), '311061700956'],
  ['ZONEMD', bytes(u32(2018), 1, 1, hex('C68090')), '2018 1 1 c68090'],
])('writes the data of %s as the reference does', (type, data, text) => {
  expect(dataText(type, data)).toBe(text);
});

test.each([
  ['a type without a name', 65_280, 1, hex('0a000001'), 'a.\t60\tCLASS1\tTYPE65280\t\\# 4 0a000001'],
  ['a type without a form, data or not', 34, 1, hex(''), 'a.\t60\tCLASS1\tTYPE34\t\\# 0 '],
  ['a class without a name', 1, 5, hex('0a000001'), 'a.\t60\tCLASS5\tA\t10.0.0.1'],
  ['the class that is a type as well', 1, 255, hex('0a000001'), 'a.\t60\tCLASS255\tA\t10.0.0.1'],
  ['the class CH', 16, 3, wireString('9.9'), 'a.\t60\tCH\tTXT\t"9.9"'],
  ['the class NONE', 1, 254, hex(''), 'a.\t60\tNONE\tA\t'],
  ['a record without data', 15, 1, hex(''), 'a.\t60\tIN\tMX\t'],
  ['NULL as a comment', 10, 1, hex('61ff'), ';a.\t60\tIN\tNULL\ta\u{fffd}'],
])('writes %s', (_name, type, classNumber, data, text) => {
  const answers = [wireRecord({ type, classNumber, data })];
  expect(decode(wireReply(query, { answers })).answers[0]?.text).toBe(text);
});

test('writes owners in the case received, escaped, and follows compression', () => {
  const owner = wireRecord({ name: wireName('Foo.Bar', 'x y'), type: 'CNAME', data: questionName });
  const start = 12 + wireName('a').length + 4;
  const again = wireRecord({
    name: u16(0xc0_00 | (start + 8)),
    type: 'CNAME',
    data: Buffer.concat([wireString('b'), questionName]),
  });
  const { answers } = decode(wireReply(query, { answers: [owner, again] }));
  expect(answers.map(({ text }) => text)).toEqual([
    'Foo\\.Bar.x\\ y.\t60\tIN\tCNAME\ta.',
    'x\\ y.\t60\tIN\tCNAME\tb.a.',
  ]);
});

const optHead = '\n;; OPT PSEUDOSECTION:\n; EDNS: version ';

test.each([
  ['nothing but a size', 0, hex(''), `${optHead}0; flags:; udp: 1232`],
  ['the DO bit', 0x80_00, hex(''), `${optHead}0; flags: do; udp: 1232`],
  ['version and undefined bits', 0x01_40_01, hex(''), `${optHead}1; flags:; MBZ: 0x4001, udp: 1232`],
  [
    'options',
    0,
    bytes(
      [3, 2],
      'ns',
      [8, 7, 1],
      24,
      0,
      hex('c00002'),
      [8, 8, 2],
      32,
      1,
      hex('20010db8'),
      [9, 4],
      u32(77),
      [10, 8],
      hex('0102030405060708'),
      [11, 2, 100],
      [11, 0],
      [12, 2],
      hex('00ab'),
      [15, 6, 18],
      'nope',
      [15, 2, 999],
      [65001, 1],
      hex('ff'),
    ),
    `${optHead}0; flags:; udp: 1232
; NSID: 6e73  (n)(s)
; SUBNET: 192.0.2.0/24/0
; SUBNET: [2001:db8::]/32/1
; EXPIRE: 77
; COOKIE: 0102030405060708
; KEEPALIVE: use tcp keep-alive, timeout 10000ms
; KEEPALIVE: use tcp keep-alive, timeout omitted
; PADDING: 00AB
; EDE: 18 (Prohibited): (nope)
; EDE: 999: ()
; LOCAL OPT: 65001:0xff`,
  ],
])('writes an OPT record with %s as a pseudo section', (_name, ttlSeconds, data, text) => {
  const additionals = [wireRecord({ name: wireName(), type: 'OPT', classNumber: 1232, ttlSeconds, data })];
  expect(decode(wireReply(query, { additionals })).additionals[0]?.text).toBe(text);
});

test('takes the upper bits of the response code from the OPT record', () => {
  const opt = wireRecord({
    name: wireName(),
    type: 'OPT',
    classNumber: 1232,
    ttlSeconds: 0x01_00_00_00,
    data: hex(''),
  });
  expect(decode(wireReply(query, { flags: 0x81_87, additionals: [opt] })).responseCode).toBe(23);
});

test('reads header, sections and serial', () => {
  const soa = bytes(wireName('ns'), wireName('h'), u32(4_294_967_295, 1, 2, 3, 4));
  const message = decode(
    wireReply(query, {
      id: 0xab_cd,
      flags: 0x87_b3,
      answers: [wireRecord({ type: 'SOA', data: soa }), wireRecord({ type: 'SOA', data: hex('') })],
      authorities: [wireRecord({ type: 'NS', data: wireName('ns') })],
    }),
  );
  expect(message).toMatchObject({
    id: 0xab_cd,
    responseCode: 3,
    questions: [{ name: 'a.', type: 255, classNumber: 1 }],
    authorities: [{ name: 'a.', type: 2, ttlSeconds: 60, data: 'ns.' }],
    additionals: [],
  });
  expect([...message.flags]).toEqual(['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd']);
  expect(message.answers.map(({ serial }) => serial)).toEqual([4_294_967_295, undefined]);
});

test('passes over bytes behind the last record, and over a missing question', () => {
  const bare = wireReply(query, { question: hex('') });
  expect(decode(Buffer.concat([bare, hex('ffff')]))).toMatchObject({ questions: [], answers: [] });
});

const start = 12 + 3 + 4;

test.each([
  ['a header cut short', Buffer.alloc(11), '11 bytes only'],
  ['a question that is not there', u16(1, 0x81_80, 1, 0, 0, 0), '1 bytes expected, 0 left'],
  [
    'a name that points to itself',
    { answers: [wireRecord({ name: u16(0xc0_00 | start), type: 'A', data: hex('') })] },
    'a compression pointer that does not point back',
  ],
  [
    'names that point to each other',
    {
      answers: [
        wireRecord({ name: bytes(wireString('x'), [0xc0_00 | (start + 14)]), type: 'A', data: hex('') }),
        wireRecord({ name: bytes(wireString('y'), [0xc0_00 | start]), type: 'A', data: hex('') }),
      ],
    },
    'a compression pointer that does not point back',
  ],
  [
    'a pointer past the end',
    { answers: [wireRecord({ name: u16(0xff_ff), type: 'A', data: hex('') })] },
    'a compression pointer that does not point back',
  ],
  [
    'a pointer into the header, with a label that has no end',
    { answers: [wireRecord({ name: u16(0xc0_02), type: 'A', data: hex('') })] },
    'a label of unknown kind',
  ],
  [
    'a label of the extended kind',
    { answers: [wireRecord({ name: hex('4100'), type: 'A', data: hex('') })] },
    'a label of unknown kind',
  ],
  [
    'a name over 255 bytes',
    {
      answers: [
        wireRecord({ name: wireName(...Array<string>(5).fill('x'.repeat(60))), type: 'A', data: hex('') }),
      ],
    },
    'a name of more than 255 bytes',
  ],
  [
    '65,535 records where there is one',
    {
      answers: [wireRecord({ type: 'A', data: hex('0a000001') })],
      counts: [1, 65_535, 65_535, 65_535] as const,
    },
    '1 bytes expected, 0 left',
  ],
  [
    'a record longer than the message',
    { answers: [wireRecord({ type: 'A', data: hex('0a000001'), length: 5 })] },
    '5 bytes expected, 4 left',
  ],
  [
    'an address cut short',
    { answers: [wireRecord({ type: 'A', data: hex('0a0000') })] },
    '4 bytes expected, 3 left',
  ],
  [
    'an address with a byte too many',
    { answers: [wireRecord({ type: 'A', data: hex('0a00000100') })] },
    '1 bytes too many in a A record',
  ],
  [
    'a string longer than its record',
    {
      answers: [
        wireRecord({ type: 'TXT', data: hex('0561') }),
        wireRecord({ type: 'A', data: hex('0a000001') }),
      ],
    },
    '5 bytes expected, 1 left',
  ],
  [
    'a name that leaves its record',
    {
      answers: [
        wireRecord({ type: 'NS', data: hex('02') }),
        wireRecord({ type: 'A', data: hex('0a000001') }),
      ],
    },
    '2 bytes expected, 0 left',
  ],
  [
    'a type bitmap without bytes',
    { answers: [wireRecord({ type: 'NSEC', data: hex('000000') })] },
    'a type bitmap of 0 bytes',
  ],
  [
    'a hint that is no whole address',
    { answers: [wireRecord({ type: 'HTTPS', data: bytes([1], 0, [4, 3], 'abc') })] },
    'a service parameter of 3 bytes',
  ],
  [
    'an address prefix that is too long',
    { answers: [wireRecord({ type: 'APL', data: hex('0001 08 05 0a00000000') })] },
    'an address prefix of no known kind',
  ],
  [
    'a location of another version',
    { answers: [wireRecord({ type: 'LOC', data: bytes(1, Buffer.alloc(15)) })] },
    'a LOC record of version 1',
  ],
  [
    'an option longer than its record',
    { additionals: [wireRecord({ type: 'OPT', data: hex('000a 0008 01') })] },
    '8 bytes expected, 1 left',
  ],
  [
    'a client subnet that is too long',
    { additionals: [wireRecord({ type: 'OPT', data: hex('0008 0009 0001 18 00 0102030405') })] },
    'a client subnet that is too long',
  ],
])('refuses %s', (_name, reply, problem) => {
  const message = Buffer.isBuffer(reply) ? reply : wireReply(query, reply);
  expect(decodeMessage(message)).toEqual({ ok: false, problem });
});
