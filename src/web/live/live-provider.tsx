import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { ChangeEvent } from "../../contract/events.ts";
import { alertsQuery, packagesKey, shopsQuery } from "../api/queries.ts";
import { stockKey } from "../api/stock-queries.ts";
import { connectLive, type LiveMessage } from "./connect-live.ts";
import { createRefresher } from "./refresher.ts";

// at most four reads a second, however fast the changes come
const minGapMs = 250;
// every sale moves stock, and its sums go over the whole catalogue
const stockGapMs = 2_000;
// a blink of the line is not worth a word
const patienceMs = 3_000;

// ids of orders that arrived while this page is open; the oldest are forgotten
const maxNewIds = 5_000;

type Live = { isUp: boolean; isNew(packageId: string): boolean };

const LiveContext = createContext<Live>({ isUp: true, isNew: () => false });

/** Whether changes are coming in, and which packages came in while the page was open. */
export function useLive(): Live {
  return useContext(LiveContext);
}

/** Keeps what the pages show in step with the server's change feed. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [isUp, setUp] = useState(true);
  const [newIds] = useState(() => new Set<string>());
  useEffect(() => {
    const packages = createRefresher(() => client.invalidateQueries({ queryKey: packagesKey }), minGapMs);
    const shops = createRefresher(() => client.invalidateQueries({ queryKey: shopsQuery.queryKey }), minGapMs);
    const alerts = createRefresher(() => client.invalidateQueries({ queryKey: alertsQuery.queryKey }), minGapMs);
    const stock = createRefresher(() => client.invalidateQueries({ queryKey: stockKey }), stockGapMs);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hear = (message: LiveMessage) => {
      if (message.kind === "down") {
        timer ??= setTimeout(() => setUp(false), patienceMs);
        return;
      }
      if (timer !== undefined) clearTimeout(timer);
      timer = undefined;
      setUp(true);
      if (message.kind === "up") return;
      if (message.kind === "change") remember(newIds, message.change);
      const topic = message.kind === "resync" ? undefined : message.change.topic;
      if (topic !== "shops-changed" && topic !== "alerts-changed") packages.ask();
      if (topic === undefined || topic === "stock-changed") stock.ask();
      if (topic === undefined || topic === "shops-changed") shops.ask();
      if (topic === undefined || topic === "alerts-changed") alerts.ask();
    };
    const leave = connectLive(hear);
    return () => {
      leave();
      packages.stop();
      shops.stop();
      alerts.stop();
      stock.stop();
      if (timer !== undefined) clearTimeout(timer);
    };
  }, [client, newIds]);
  const live = useMemo(() => ({ isUp, isNew: (id: string) => newIds.has(id) }), [isUp, newIds]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

function remember(newIds: Set<string>, change: ChangeEvent): void {
  if (change.topic !== "packages-created") return;
  for (const id of change.ids) newIds.add(id);
  for (const id of newIds) {
    if (newIds.size <= maxNewIds) return;
    newIds.delete(id);
  }
}
