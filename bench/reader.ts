import { z } from "zod";
import { createRefresher } from "../src/web/live/refresher.ts";
import type { Account, Desk } from "./desk.ts";

// as the page does it
const minGapMs = 250;
const topics = /"topic":"(packages-created|packages-changed|stock-changed)"/;
const list = "/api/v1/packages?sort=ship_by&direction=asc&page=1&page_size=100";

const Rows = z.object({ rows: z.array(z.object({ platformOrderId: z.string() })) });

/**
 * What an open order page asks of the server, without the browser around it: the event stream, and after a change the list and the counts,
 * as often as the page would. A row counts as seen when the list with it has been read; the painting, 20 to 50 ms, is left out.
 */
export async function openReader({ url, email, password }: Account): Promise<Desk> {
  const cookie = await signIn(url, email, password);
  const read = (path: string) => fetch(`${url}${path}`, { headers: { cookie } });
  const seen = new Map<string, number>();
  const first = Promise.withResolvers<void>();
  const refresh = async (): Promise<void> => {
    const [rows] = await Promise.all([
      read(list).then((reply) => reply.json()),
      read("/api/v1/packages/counts").then((reply) => reply.text()),
    ]);
    const at = Date.now();
    for (const { platformOrderId } of Rows.parse(rows).rows) if (!seen.has(platformOrderId)) seen.set(platformOrderId, at);
    if (seen.size > 0) first.resolve();
  };
  const refresher = createRefresher(refresh, minGapMs);
  const stop = new AbortController();
  const stream = await fetch(`${url}/api/v1/events`, { headers: { cookie }, signal: stop.signal });
  const listening = listen(stream, () => refresher.ask());
  refresher.ask();
  return {
    waitForRow: () => first.promise,
    seen: async () => seen,
    close: async () => {
      refresher.stop();
      stop.abort();
      await listening;
    },
  };
}

async function signIn(url: string, email: string, password: string): Promise<string> {
  const reply = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-crossdock-csrf": "1", origin: url },
    body: JSON.stringify({ email, password }),
  });
  const cookie = reply.headers.getSetCookie()[0]?.split(";")[0];
  if (cookie === undefined) throw new Error(`no session: ${reply.status}`);
  return cookie;
}

/** Calls when a list may have changed, until the stream is ended. */
async function listen(stream: Response, onChange: () => void): Promise<void> {
  const text = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of stream.body ?? []) {
      const events = (rest + text.decode(chunk, { stream: true })).split("\n\n");
      rest = events.pop() ?? "";
      if (events.some((event) => topics.test(event))) onChange();
    }
  } catch {
    // ended by us
  }
}
