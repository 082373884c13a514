import type { Response } from './messages.ts';

/** Does the work under a signal that aborts when the client goes away before it was answered. */
export async function whileConnected<T>(
  response: Response,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abandon = (): void => controller.abort();
  response.once('close', abandon);
  try {
    return await work(controller.signal);
  } finally {
    response.off('close', abandon);
  }
}
