import { Worker } from "node:worker_threads";
import { z } from "zod";

const timeoutMs = 60_000;
const maxHeapMb = 512;

const Merged = z.instanceof(Uint8Array);

/**
 * One PDF of many. Labels come from carriers and are read like anything from outside: in a worker thread with its own memory limit and an
 * end in time, so that a bad file costs one answer and never the server. A single label is given as it is.
 */
export async function mergeLabels(labels: readonly Uint8Array[]): Promise<Uint8Array> {
  const [only] = labels;
  if (only !== undefined && labels.length === 1) return only;
  const worker = new Worker(new URL("./merge-worker.ts", import.meta.url), {
    workerData: labels,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
    // the thread needs nothing of the environment, least of all its secrets
    env: {},
  });
  const timer = AbortSignal.timeout(timeoutMs);
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      worker.once("message", (message: unknown) => {
        const merged = Merged.safeParse(message);
        if (merged.success) resolve(merged.data);
        else reject(new Error("labels were not merged: no document came back"));
      });
      worker.once("error", reject);
      worker.once("exit", (code) => reject(new Error(`labels were not merged: worker ended with ${code}`)));
      timer.addEventListener("abort", () => reject(new Error("labels were not merged in time")), { once: true });
    });
  } finally {
    await worker.terminate();
  }
}
