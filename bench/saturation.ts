import { loadavg } from "node:os";
import { z } from "zod";
import { shopAccounts } from "../sim/world/shop-accounts.ts";
import { platformConnectors } from "../src/connectors/registry.ts";
import { assertPresent } from "../src/kernel/assert-never.ts";
import { asId, type TenantId } from "../src/kernel/id.ts";
import { addMs } from "../src/kernel/instant.ts";
import { systemClock } from "../src/main/clock.ts";
import { undiciHttp } from "../src/main/undici-http.ts";
import type { ShopLink } from "../src/ports/platform.ts";
import { openAddresses } from "../src/sync/addresses.ts";
import { openBudget } from "../src/sync/budget.ts";
import { openGate } from "../src/sync/gate.ts";
import { openTurnstile } from "../src/sync/turnstile.ts";
import { round } from "./figures.ts";
import { readNumber } from "./flags.ts";
import { startProgram } from "./program.ts";
import type { BenchResult } from "./result.ts";
import { delayReplies, readCallStats, setCap } from "./simulator-control.ts";

const cap = 120;
// the most urgent class may use 95 % of the slots
const slots = Math.floor(cap * 0.95);
const epsilonMs = 250;
const answerMs = 300;
const callers = 12;
const goal = 0.97;

const Ports = z.object({ ports: z.record(z.string(), z.number()) });

/**
 * One class that always wants to call, on the machine's clock, at a platform that takes 0.3 s to answer: calls a minute against what K slots
 * can give, K × 60 / (window + ε + answer). The first round of the slots is not counted, the following two are: more than three minutes
 * with the real window. Flag: --window S, a shorter window here and at the platform (default 60).
 */
export async function benchSaturation(args: readonly string[]): Promise<BenchResult> {
  const windowMs = readNumber(args, "window", 60) * 1_000;
  const platform = await startProgram({ file: "bench/platform.ts", args: ["--shops", "1"], env: { PATH: process.env.PATH } });
  const { ports } = Ports.parse(platform.ready);
  const control = `http://127.0.0.1:${ports.control ?? 0}`;
  try {
    await setCap(control, cap, windowMs);
    await delayReplies(control, answerMs);
    const calls = await saturate(`http://127.0.0.1:${ports["temu.us"] ?? 0}`, windowMs);
    const stats = await readCallStats(control);
    const rttMs = calls.reduce((sum, call) => sum + call.durationMs, 0) / calls.length;
    const roundMs = windowMs + epsilonMs + rttMs;
    const counted = calls.filter((call) => call.endedAt >= roundMs && call.endedAt < 3 * roundMs);
    const achieved = (counted.length * 60_000) / (2 * roundMs);
    const bound = (slots * 60_000) / roundMs;
    const ratio = round(achieved / bound, 4);
    return {
      name: "saturation",
      ratio,
      goal,
      ours: {
        callsPerMinute: round(achieved, 2),
        calls: stats.calls,
        worstWindow: stats.worstWindow,
        capViolations: stats.violations,
        failed: calls.filter((call) => !call.isOk).length,
      },
      reference: {
        callsPerMinute: round(bound, 2),
        slots,
        windowMs,
        epsilonMs,
        rttMs: Math.round(rttMs),
        loadAverage: round(loadavg()[0] ?? 0, 2),
      },
      runs: 1,
      ok: ratio >= goal && stats.violations === 0 && stats.worstWindow <= slots,
    };
  } finally {
    await platform.stop();
  }
}

type Call = { endedAt: number; durationMs: number; isOk: boolean };

/** Callers that never rest, for a little more than three rounds. Moments count from the first call. */
async function saturate(endpoint: string, windowMs: number): Promise<Call[]> {
  const stop = new AbortController();
  const http = undiciHttp();
  const budget = openBudget({ rules: [{ kind: "window", calls: cap, windowMs }], banMs: 0 }, systemClock, {
    opening: "all-free",
    pledge: async () => true,
    shared: () => {
      throw new Error("no limit is shared");
    },
    share: () => 1,
  });
  const gate = openGate({
    http,
    budget,
    clock: systemClock,
    addresses: openAddresses(systemClock, () => 0),
    address: () => "bench",
    turnstile: openTurnstile(callers),
    tenant: asId<TenantId>("01900000-0000-7000-8000-000000000001"),
    maySend: () => true,
    signal: stop.signal,
  });
  const connector = assertPresent(platformConnectors.get("temu"), "the connector");
  const calls: Call[] = [];
  const begun = performance.now();
  const link = linkTo(
    endpoint,
    gate.open("P0", (seen) =>
      calls.push({ endedAt: performance.now() - begun, durationMs: seen.durationMs, isOk: seen.outcome === "http-200" }),
    ),
  );
  const now = systemClock.now();
  const caller = async () => {
    while (!stop.signal.aborted) await connector.orders.count(link, { updatedFrom: addMs(now, -3_600_000), updatedTo: now });
  };
  const running = Array.from({ length: callers }, caller);
  const lastMs = 3 * (windowMs + epsilonMs + answerMs) + 3_000;
  for (let passed = 0; passed < lastMs; passed = performance.now() - begun) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(30_000, lastMs - passed)));
    process.stderr.write(`${calls.length} calls in ${Math.round((performance.now() - begun) / 1_000)} s\n`);
  }
  stop.abort();
  budget.close();
  await Promise.all(running);
  await http.close();
  return calls;
}

function linkTo(endpoint: string, http: ShopLink["http"]): ShopLink {
  const account = assertPresent(shopAccounts(1)[0], "an account");
  return {
    shop: { platformShopId: account.plan.mallId, regionId: "211" },
    authorisations: account.authorisations.map((one) => ({ ...one, endpoint })),
    http,
    clock: systemClock,
  };
}
