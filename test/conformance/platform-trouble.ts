import { describe, expect, test } from "vitest";
import { addMs } from "../../src/kernel/instant.ts";
import type { PlatformHarness, Skips } from "./platform-harness.ts";

/** How trouble on the wire is told: in one request, and never as something else. */
export function describeTrouble(get: () => PlatformHarness): void {
  describe("trouble on the wire", () => {
    const readNow = async () => {
      const { connector, link } = get();
      const now = link.clock.now();
      return await connector.orders.list(link, { updatedFrom: addMs(now, -1000), updatedTo: now }, null);
    };

    test.each([
      ["unavailable", "unavailable"],
      ["html", "unavailable"],
      ["half-body", "unavailable"],
      ["throttle-answer", "rate-limited"],
    ] as const)("%s is told as %s, in one request", async (kind, expected) => {
      const harness = get();
      await harness.trouble(kind, "read-orders");
      const before = harness.requests();
      const reply = await readNow();
      expect(reply.ok ? "ok" : reply.error.kind).toBe(expected);
      expect(harness.requests() - before).toBe(1);
    });

    test("being shut out is told as such, with the time to come back", async () => {
      const harness = get();
      await harness.trouble("shut-out", "read-orders");
      const reply = await readNow();
      await harness.calm();
      if (reply.ok || reply.error.kind !== "rate-limited") throw new Error("not told");
      expect(reply.error.banned).toBe(true);
      expect(reply.error.waitMs).toBeGreaterThan(60_000);
    });

    test("a lost read does nothing and says so", async () => {
      const harness = get();
      await harness.trouble("reply-lost", "read-orders");
      const reply = await readNow();
      expect(reply).toMatchObject({ ok: false, error: { kind: "unavailable", effect: "none" } });
    });

    test("a clock that is ten minutes off is named", async () => {
      const { connector, link } = get();
      const wrong = { ...link, clock: { ...link.clock, now: () => addMs(link.clock.now(), 600_000) } };
      const window = { updatedFrom: addMs(link.clock.now(), -1000), updatedTo: link.clock.now() };
      expect(await connector.orders.list(wrong, window, null)).toMatchObject({
        ok: false,
        error: { kind: "rejected", reason: "clock-skew" },
      });
    });
  });
}

/** What authorisations say and how their faults are told. */
export function describeAccess(get: () => PlatformHarness, skips: Skips): void {
  describe("authorisation", () => {
    test("says whose it is and until when", async () => {
      const { connector, link } = get();
      for (const authorisation of link.authorisations) {
        const facts = await connector.shop.facts(link, authorisation);
        expect(facts.ok && facts.value.platformShopId).toBe(link.shop.platformShopId);
        expect(facts.ok && facts.value.expiresAt).toBeGreaterThan(link.clock.now());
      }
    });

    test("a wrong secret is a bad signature, an unknown token a dead authorisation", async () => {
      const { connector, link } = get();
      const [first] = link.authorisations;
      if (first === undefined) throw new Error("no authorisation");
      const forged = await connector.shop.facts(link, { ...first, appSecret: "f".repeat(40) });
      expect(forged).toMatchObject({ ok: false, error: { kind: "rejected", reason: "bad-signature" } });
      const unknown = await connector.shop.facts(link, { ...first, accessToken: "nobody" });
      expect(unknown).toMatchObject({ ok: false, error: { kind: "auth-expired" } });
    });

    test.skipIf(skips["amounts apart"] !== undefined)("a scope that is not granted is named", async () => {
      const harness = get();
      const id = await harness.placeOrder({ units: 1 });
      await harness.forbidAmounts();
      const reply = await harness.connector.orders.amounts(harness.link, id);
      expect(reply).toMatchObject({ ok: false, error: { kind: "scope-missing" } });
    });

    test("an expired token is a dead authorisation", async () => {
      const harness = get();
      await harness.expireOrderToken();
      const now = harness.link.clock.now();
      const reply = await harness.connector.orders.list(harness.link, { updatedFrom: addMs(now, -1000), updatedTo: now }, null);
      expect(reply).toMatchObject({ ok: false, error: { kind: "auth-expired" } });
    });
  });
}
