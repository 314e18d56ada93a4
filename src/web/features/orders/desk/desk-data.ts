import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { z } from "zod";
import type { countPackagesRoute } from "../../../../contract/packages.ts";
import { packageCountsQuery, packageListQuery } from "../../../api/queries.ts";
import { useLive } from "../../../live/live-provider.tsx";
import { type DeskView, toFilter, toListQuery } from "../view.ts";
import { type HoldMode, holdRows, nothingHeld, releaseRows } from "./held-rows.ts";

export type DeskCounts = z.output<typeof countPackagesRoute.reply>;

/** Tabs' figures under the view's filter; the quick filters' figures are the chosen tab's. */
export function useDeskCounts(view: DeskView) {
  return useQuery(packageCountsQuery({ ...toFilter(view), state: view.state === "all" ? undefined : view.state }));
}

/** The rows on show. They change in place; what may come and go depends on the mode. */
export function useDeskRows(view: DeskView, mode: HoldMode, isReady: boolean) {
  const { isNew } = useLive();
  const query = toListQuery(view);
  const list = useQuery({ ...packageListQuery(query), enabled: isReady });
  const key = JSON.stringify(query);
  const [held, setHeld] = useState(nothingHeld);
  // old rows stay, dimmed, until the new list is here
  const source = list.isPlaceholderData ? held.source : list.data?.rows;
  const shownKey = list.isPlaceholderData ? held.key : key;
  if (held.source !== source || held.mode !== mode || held.key !== shownKey) setHeld(holdRows(held, shownKey, source, mode, isNew));
  return { list, held, release: () => setHeld(releaseRows(held)) };
}
