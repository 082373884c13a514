import { testGolden } from './golden.ts';
import { httpAnswers } from './tables/http-answers.ts';
import { httpClient } from './tables/http-client.ts';
import { httpRequests } from './tables/http-requests.ts';
import { httpRules } from './tables/http-rules.ts';

testGolden([...httpAnswers, ...httpRules, ...httpRequests, ...httpClient]);
