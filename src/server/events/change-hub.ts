import type { App } from "../../app/app.ts";
import { type ChangeRow, readChanges } from "../../app/read-changes.ts";
import type { TenantId } from "../../kernel/id.ts";

/** Someone who hears a tenant's changes in order, each once. */
export type Listener = (changes: readonly ChangeRow[]) => void;

export type ChangeHub = {
  /** From now on `listener` hears everything that follows the head that is read after this resolves. Gives what ends it. */
  join(tenant: TenantId, listener: Listener): Promise<() => void>;
  /** There is news for this tenant: read now instead of at the next turn. */
  wake(tenant: TenantId): void;
  /** Tenants that are being read, and who hears them. */
  readers(): number;
  listeners(): number;
  close(): Promise<void>;
};

const turnMs = 200;
const pauseAfterFailureMs = 1_000;
const pageSize = 500;

type Channel = { listeners: Set<Listener>; last: bigint; news: AbortController; ready: Promise<void>; done: Promise<void> };

/** One reader per tenant and process, shared by all of its open streams; it lives as long as one of them does. */
export function openChangeHub(app: App): ChangeHub {
  const channels = new Map<TenantId, Channel>();
  let closed = false;

  const open = (tenant: TenantId): Channel => {
    const started = Promise.withResolvers<void>();
    const channel: Channel = {
      listeners: new Set(),
      last: 0n,
      news: new AbortController(),
      ready: started.promise,
      done: Promise.resolve(),
    };
    channel.done = run(tenant, channel, started.resolve);
    channels.set(tenant, channel);
    return channel;
  };

  const run = async (tenant: TenantId, channel: Channel, started: () => void): Promise<void> => {
    let begun = false;
    while (!closed && (channel.listeners.size > 0 || !begun)) {
      channel.news = new AbortController();
      try {
        if (!begun) channel.last = (await readChanges(app, tenant, 0n, 0)).head;
        begun = true;
        started();
        const full = await turn(app, tenant, channel);
        if (!full) await app.clock.sleep(turnMs, channel.news.signal);
      } catch (error) {
        app.log.warn({ tenant, error: error instanceof Error ? error.message : "unknown" }, "changes could not be read");
        await app.clock.sleep(pauseAfterFailureMs);
      }
    }
    started();
    if (channels.get(tenant) === channel) channels.delete(tenant);
  };

  return {
    join: async (tenant, listener) => {
      const known = channels.get(tenant);
      const channel = known ?? open(tenant);
      channel.listeners.add(listener);
      await channel.ready;
      return () => {
        channel.listeners.delete(listener);
        channel.news.abort();
      };
    },
    wake: (tenant) => channels.get(tenant)?.news.abort(),
    readers: () => channels.size,
    listeners: () => [...channels.values()].reduce((sum, channel) => sum + channel.listeners.size, 0),
    close: async () => {
      closed = true;
      const running = [...channels.values()];
      for (const channel of running) channel.news.abort();
      await Promise.all(running.map((channel) => channel.done));
    },
  };
}

/** Reads and hands on one page. True when there may be more. */
async function turn(app: App, tenant: TenantId, channel: Channel): Promise<boolean> {
  const { head, changes } = await readChanges(app, tenant, channel.last, pageSize);
  const newest = changes.at(-1);
  // rows that fell out of the window while we could not read are gone; listeners see the gap in the numbers
  channel.last = newest?.seq ?? head;
  if (changes.length > 0) for (const listener of channel.listeners) listener(changes);
  return changes.length === pageSize;
}
