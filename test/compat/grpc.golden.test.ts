import { testGolden } from './golden.ts';
import { grpcTables } from './tables/grpc.ts';

testGolden(grpcTables);
