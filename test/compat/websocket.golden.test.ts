import { testGolden } from './golden.ts';
import { websocketTables } from './tables/websocket.ts';

testGolden(websocketTables);
