/** A request that a simulator makes of its own accord, as a platform calls a client back. */
export type OutgoingRequest = { url: string; headers: Record<string, string>; body: Uint8Array<ArrayBuffer>; timeoutMs: number };

/** A simulator's way out. Resolves with the HTTP status, or with undefined when no answer came in time; it never rejects. */
export type Sender = (request: OutgoingRequest) => Promise<number | undefined>;

/** Sends over the machine's network. Only the status is read: what a receiver says besides means nothing to a platform. */
export function httpSender(): Sender {
  return async ({ url, headers, body, timeoutMs }) => {
    try {
      const reply = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
      await reply.body?.cancel();
      return reply.status;
    } catch {
      return undefined;
    }
  };
}
