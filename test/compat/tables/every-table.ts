import type { Table } from '../row.ts';
import { addresses } from './addresses.ts';
import { dns } from './dns.ts';
import { grpcTables } from './grpc.ts';
import { httpAnswers } from './http-answers.ts';
import { httpClient } from './http-client.ts';
import { httpRequests } from './http-requests.ts';
import { httpRules } from './http-rules.ts';
import { https } from './https.ts';
import { icmp } from './icmp.ts';
import { tcp } from './tcp.ts';
import { timeouts } from './timeouts.ts';
import { unixTables } from './unix.ts';
import { websocketTables } from './websocket.ts';

/** All tables whose rows need no network but loopback. */
export const loopbackTables: readonly Table[] = [
  ...httpAnswers,
  ...httpRules,
  ...httpRequests,
  ...httpClient,
  ...https,
  ...tcp,
  ...unixTables,
  ...dns,
  ...grpcTables,
  ...websocketTables,
  ...addresses,
  ...timeouts,
];

/** All tables. */
export const everyTable: readonly Table[] = [...loopbackTables, ...icmp];
