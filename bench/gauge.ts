import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";

// Loaded into a process before its program, to be asked by the benchmark that started it: memory, processor time, how late the event loop runs,
// and where the time goes. It can also let time pass for the program's monotonic clock: a shop falls asleep only after days without an order.
const resolutionMs = 5;
const lateness = monitorEventLoopDelay({ resolution: resolutionMs });
lateness.enable();
const real = performance.now.bind(performance);
let passedMs = 0;
performance.now = () => real() + passedMs;
let session: Session | undefined;

process.on("message", (message: unknown) => void obey(message));
process.channel?.unref();

async function obey(message: unknown): Promise<void> {
  if (typeof message !== "object" || message === null) return;
  if ("passMs" in message && typeof message.passMs === "number") passedMs += message.passMs;
  if ("begin" in message) lateness.reset();
  if ("profile" in message) await startProfile();
  if ("profileTo" in message && typeof message.profileTo === "string") await endProfile(message.profileTo);
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  // what is measured is the time between two looks: the wanted part of it is no lateness
  const late = (share: number) => Math.max(0, lateness.percentile(share) / 1e6 - resolutionMs);
  const figures = {
    rssBytes: rss,
    heapBytes: heapUsed,
    heapTotalBytes: heapTotal,
    externalBytes: external,
    cpuMs: (user + system) / 1000,
    lateP50Ms: late(50),
    lateP99Ms: late(99),
    lateMaxMs: late(100),
  };
  process.send?.(figures);
}

async function startProfile(): Promise<void> {
  session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
}

async function endProfile(file: string): Promise<void> {
  const ended = await session?.post("Profiler.stop");
  if (ended !== undefined) writeFileSync(file, JSON.stringify(ended.profile));
  session?.disconnect();
}
