import type { readBody } from './body.ts';
import type { follow } from './follow.ts';

/** What speaks HTTP. It is big, and loaded before the first target of that kind is probed. */
export interface HttpParts {
  readonly follow: typeof follow;
  readonly readBody: typeof readBody;
}

let loading: Promise<HttpParts> | undefined;
let loaded: HttpParts | undefined;

/** The parts, loaded and warm. Later calls wait for the first one. */
export function loadHttpParts(): Promise<HttpParts> {
  loading ??= load().catch((error: unknown) => {
    // The next run tries again.
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The parts if they are loaded. An `import()` would take 10 us and more in each run, also of what was loaded long ago. */
export function loadedHttpParts(): HttpParts | undefined {
  return loaded;
}

async function load(): Promise<HttpParts> {
  const [{ warmUp }, { follow }, { readBody }] = await Promise.all([
    import('./warm-up.ts'),
    import('./follow.ts'),
    import('./body.ts'),
  ]);
  await warmUp();
  loaded = { follow, readBody };
  return loaded;
}
