import dgram from 'node:dgram';
import { once } from 'node:events';
import { type Answer, decode, encode } from 'dns-packet';
import { expect, test } from 'vitest';
import { systemResolver } from '../../../probes/shared/resolver.ts';
import { usualPolicy } from '../../../src/config/policy/target-policy.ts';
import { askZones } from '../../../src/diagnosis/names/zone-walk.ts';
import { systemClock } from '../../../src/engine/clock.ts';

/** A root server on loopback that counts what it is asked. */
async function startRoot(says: (name: string) => readonly Answer[]) {
  const socket = dgram.createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (bytes, from) => {
    const { id = 0, questions = [] } = decode(bytes);
    const [{ name } = { name: '' }] = questions;
    asked.push(name);
    const authorities = [...says(name)];
    socket.send(encode({ type: 'response', id, questions, authorities }), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `[127.0.0.1]:${socket.address().port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function walk(root: string, maxQuestions?: number) {
  return askZones('www.shop.example', {
    limits: {
      signal: AbortSignal.timeout(10_000),
      clock: systemClock,
      resolver: systemResolver(),
      policy: usualPolicy,
    },
    roots: [root],
    answerMs: 1000,
    ...(maxQuestions === undefined ? {} : { maxQuestions }),
  });
}

/** Each zone has servers whose names lie in zones that have servers in others, without an end. */
function endless(name: string): readonly Answer[] {
  const zone = name.split('.').slice(-2).join('.');
  return Array.from({ length: 12 }, (_, index) => ({
    type: 'NS' as const,
    name: zone,
    ttl: 60,
    data: `ns.${index}-${zone}`,
  }));
}

test('a zone whose servers can never be found ends soon, and is told so', async () => {
  await using root = await startRoot(endless);
  expect(await walk(root.address)).toEqual([
    {
      zone: 'shop.example.',
      name: 'www.shop.example.',
      answers: [],
      problem: 'the addresses of its name servers cannot be found',
    },
  ]);
  // The name, three servers of its zone, and three of each one's.
  expect(root.asked).toHaveLength(13);
});

test('asks no more questions than it may, whoever names how many servers', async () => {
  await using root = await startRoot(endless);
  await walk(root.address, 5);
  expect(root.asked).toHaveLength(5);
});
