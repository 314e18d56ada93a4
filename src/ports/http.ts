import type { Result } from "../kernel/result.ts";

export type HttpRequest = {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  /** The exact text that is sent (signatures are over it); null for none. */
  body: string | null;
  /** Makes the body anew for a request that had to wait before it left: signatures carry a time. */
  sign?: () => string;
  timeoutMs: number;
  /** An answer longer than this is cut off and fails. */
  maxBytes: number;
  /** What the call is, in the other side's words (`bg.order.list.v2.get`): for the call record, never sent. */
  operation: string;
};

export type HttpResponse = { status: number; headers: Record<string, string>; body: Buffer };

/**
 * Why there is no answer. `sent` = at least the first byte of the request may have left, so the effect may have happened;
 * false only where that is certain (no connection, no slot, closed gate).
 */
export type HttpFailure = { kind: "timeout" | "connection" | "too-large" | "closed"; sent: boolean; detail: string };

/** A way out per outbound address. `proxy`: `http://user:password@host:port`, or null for the machine's own address. */
export type Ways = { by(proxy: string | null): Http };

/** One request on the wire per call: no retries, no redirects, no replays. */
export type Http = { send(request: HttpRequest): Promise<Result<HttpResponse, HttpFailure>> };
