import pg from "pg";
import { asId, isId, type TenantId } from "../kernel/id.ts";
import type { ConnectionSettings } from "./database.ts";

const maxWaitMs = 10_000;

export type ChangeListener = { close(): Promise<void> };

/**
 * Hears `crossdock_change` and says which tenant has news. Only wakes: readers poll anyway, so a lost notification or a pooler that
 * doesn't pass them on costs a fraction of a second, never a change.
 */
export function listenForChanges(
  settings: ConnectionSettings,
  clock: { monotonicMs(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> },
  onChange: (tenant: TenantId) => void,
): ChangeListener {
  const stopped = new AbortController();
  let client: pg.Client | undefined;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ ...settings, application_name: "crossdock-listener", keepAlive: true });
    const ended = new Promise<void>((resolve) => next.once("end", () => resolve()));
    // an error is always followed by the end of the connection
    next.on("error", () => {});
    next.on("notification", (message) => {
      if (message.payload !== undefined && isId(message.payload)) onChange(asId<TenantId>(message.payload));
    });
    client = next;
    await next.connect();
    await next.query("listen crossdock_change");
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
