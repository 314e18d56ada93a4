import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { packagesKey } from "../../api/queries.ts";
import { type BatchRun, type BatchStep, runBatch } from "./batch.ts";

export type Batch = {
  run: BatchRun | undefined;
  isRunning: boolean;
  /** Must be called from the click itself: a label's tab opens only then. */
  start(title: BatchRun["title"], steps: readonly BatchStep[]): void;
  close(): void;
};

/** Runs one batch at a time. `onDone` hears which packages were done. */
export function useBatch(onDone: (ids: readonly string[]) => void): Batch {
  const client = useQueryClient();
  const [run, setRun] = useState<BatchRun>();
  const isRunning = run?.running === true;
  return {
    run,
    isRunning,
    start: (title, steps) => {
      if (isRunning || steps.every((step) => step.ids.length === 0)) return;
      const labels = steps.some((step) => step.act === "print") ? window.open("", "_blank") : null;
      void runBatch(title, steps, setRun).then((ended) => {
        showLabels(labels, ended.documents[0]);
        onDone(ended.done.map(({ id }) => id));
        void client.invalidateQueries({ queryKey: packagesKey });
      });
    },
    close: () => {
      if (!isRunning) setRun(undefined);
    },
  };
}

function showLabels(tab: Window | null, path: string | undefined): void {
  if (tab === null) return;
  if (path === undefined) tab.close();
  else tab.location.href = path;
}
