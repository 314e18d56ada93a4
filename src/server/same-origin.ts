import type { IncomingHttpHeaders } from "node:http";

const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Whether a state-changing request may have come from our own pages. A browser always says where a cross-site POST comes from (Origin or
 * Sec-Fetch-Site), so silence is no browser and carries no victim's cookie. Our origin is the public address, or this very machine under
 * the name it was asked by (port forwarding in a demo).
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const origin = headers.origin;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  if (from.origin === new URL(publicUrl).origin) return true;
  return loopback.has(from.hostname) && from.host === headers.host;
}

/** A header that no form and no plain cross-site request can carry: the second proof beside the origin. */
export function hasRequestMark(headers: IncomingHttpHeaders): boolean {
  return headers["x-crossdock-csrf"] === "1";
}
