import pg from "pg";
import { isId } from "../kernel/id.ts";
import type { ConnectionSettings } from "./database.ts";

const maxWaitMs = 10_000;

export type Listener = { close(): Promise<void> };

/**
 * Hears a channel and says whose id was called: a tenant's on `crossdock_change`, a shop's on `crossdock_hint`. Only wakes: readers look by
 * themselves anyway, so a lost notification or a pooler that doesn't pass them on costs some time, never a change.
 */
export function listenTo(
  channel: "crossdock_change" | "crossdock_hint",
  settings: ConnectionSettings,
  clock: { monotonicMs(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> },
  onCall: (id: string) => void,
): Listener {
  const stopped = new AbortController();
  let client: pg.Client | undefined;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ ...settings, application_name: "crossdock-listener", keepAlive: true });
    const ended = new Promise<void>((resolve) => next.once("end", () => resolve()));
    // an error is always followed by the end of the connection
    next.on("error", () => {});
    next.on("notification", (message) => {
      if (message.payload !== undefined && isId(message.payload)) onCall(message.payload);
    });
    client = next;
    await next.connect();
    await next.query(`listen ${channel}`);
    await ended;
  };
  const run = async () => {
    for (let waitMs = 200; !stopped.signal.aborted; waitMs = Math.min(waitMs * 2, maxWaitMs)) {
      const began = clock.monotonicMs();
      await connect().catch(() => client?.end().catch(() => {}));
      if (clock.monotonicMs() - began > maxWaitMs) waitMs = 200;
      await clock.sleep(waitMs, stopped.signal);
    }
  };
  const running = run();
  return {
    close: async () => {
      stopped.abort();
      await client?.end().catch(() => {});
      await running;
    },
  };
}
