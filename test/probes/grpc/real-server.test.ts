import grpc from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { GrpcObservations } from '../../../probes/grpc/observations.ts';
import { grpcProber } from '../../../probes/grpc/prober.ts';
import { type Minted, mint, mintAuthority } from '../../helpers/certificates.ts';
import { fixedResolver, testContext } from '../../helpers/context.ts';
import { grpcOptionsOf } from '../../helpers/grpc-options.ts';

const authority = mintAuthority('Test Root');
const identity = mint({ issuer: authority, dnsNames: ['health.test'] });
const resolver = fixedResolver({ 'health.test': ['127.0.0.1'] });

/** The health of services by name, as gRPC's health service keeps it. */
const health: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['shop.Cart', 1],
  ['shop.Search', 2],
]);

interface RealServer extends AsyncDisposable {
  readonly port: number;
  readonly tokens: readonly unknown[];
}

/** A server of gRPC's own library, with the health service or without. */
async function startRealServer(
  credentials: grpc.ServerCredentials,
  { withHealth = true } = {},
): Promise<RealServer> {
  const tokens: unknown[] = [];
  const server = new grpc.Server();
  const check: grpc.handleUnaryCall<{ service: string }, { status: number }> = (call, callback) => {
    tokens.push(...call.metadata.get('x-token'), ...call.metadata.get('trace-bin'));
    const status = health.get(call.request.service);
    if (status === undefined) callback({ code: grpc.status.NOT_FOUND, details: 'unknown service' });
    else callback(null, { status });
  };
  if (withHealth) {
    const path = '/grpc.health.v1.Health/Check';
    server.addService(
      {
        Check: {
          path,
          requestStream: false,
          responseStream: false,
          requestSerialize: ({ service }: { service: string }) => Buffer.from(service),
          requestDeserialize: (bytes) => ({ service: bytes.subarray(2).toString() }),
          responseSerialize: ({ status }: { status: number }) => Buffer.of(0x08, status),
          responseDeserialize: (bytes) => ({ status: bytes[1] ?? 0 }),
        },
      },
      { Check: check },
    );
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    tokens,
    [Symbol.asyncDispose]: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

function secure({ certPem, keyPem }: Minted): grpc.ServerCredentials {
  return grpc.ServerCredentials.createSsl(null, [
    { cert_chain: Buffer.from(certPem), private_key: Buffer.from(keyPem) },
  ]);
}

async function probe(text: string, block: string): Promise<Outcome<GrpcObservations>> {
  using context = testContext({ resolver });
  const { tlsOptions, ...options } = grpcOptionsOf(block);
  const ca = { kind: 'inline', text: authority.certPem } as const;
  return await grpcProber.probe({ text }, { ...options, tlsOptions: { ...tlsOptions, ca } }, context);
}

test.each([
  ['the server as a whole', '{}', 0, 1],
  ['a service that serves', '{service: shop.Cart}', 0, 1],
  ['a service that does not', '{service: shop.Search}', 0, 2],
  ['a service that is not known', '{service: shop.Nothing}', 5, undefined],
])('agrees with a real server about %s', async (...[, block, statusCode, servingStatus]) => {
  await using plain = await startRealServer(grpc.ServerCredentials.createInsecure());
  await using encrypted = await startRealServer(secure(identity));
  const call = servingStatus === undefined ? { statusCode } : { statusCode, servingStatus };
  const inPlain = await probe(`health.test:${plain.port}`, block);
  const overTls = await probe(`health.test:${encrypted.port}`, block.replace('{', '{tls: true, '));
  expect([inPlain.observations, overTls.observations]).toEqual([{ call }, { call }]);
  expect([inPlain.ok, overTls.ok]).toEqual([servingStatus === 1, servingStatus === 1]);
});

test('is UNIMPLEMENTED where there is no health service', async () => {
  await using server = await startRealServer(grpc.ServerCredentials.createInsecure(), { withHealth: false });
  expect(await probe(`health.test:${server.port}`, '{}')).toMatchObject({
    failure: { phase: 'assertion', reason: 'assert.grpc_status' },
    observations: { call: { statusCode: 12 } },
  });
});

test('hands metadata over, bytes included', async () => {
  await using server = await startRealServer(grpc.ServerCredentials.createInsecure());
  await probe(`health.test:${server.port}`, '{metadata: {x-token: [a, b], trace-bin: [!!binary "AP8="]}}');
  expect(server.tokens).toEqual(['a, b', Buffer.of(0x00, 0xff)]);
});
