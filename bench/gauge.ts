import { monitorEventLoopDelay } from "node:perf_hooks";

// Loaded into a process before its program, to be asked by the benchmark that started it: memory, processor time and how late the event loop
// runs. It can also let time pass for the program's monotonic clock: a shop falls asleep only after days without an order.
const lateness = monitorEventLoopDelay({ resolution: 5 });
lateness.enable();
const real = performance.now.bind(performance);
let passedMs = 0;
performance.now = () => real() + passedMs;

process.on("message", (message: unknown) => {
  if (typeof message !== "object" || message === null) return;
  if ("passMs" in message && typeof message.passMs === "number") passedMs += message.passMs;
  if ("begin" in message) lateness.reset();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  // the histogram holds the whole time between two looks, its own resolution included
  const late = (share: number) => Math.max(0, lateness.percentile(share) / 1e6 - 5);
  process.send?.({
    rssBytes: rss,
    heapBytes: heapUsed,
    cpuMs: (user + system) / 1000,
    lateP50Ms: late(50),
    lateP99Ms: late(99),
    lateMaxMs: late(100),
  });
});
process.channel?.unref();
