import { expect, test } from "vitest";
import { instantFromMs } from "../../kernel/instant.ts";
import { judgeIncoming } from "./incoming.ts";

const version = (contentHash: string, ms: number | null) => ({ contentHash, updatedAt: ms === null ? null : instantFromMs(ms) });

test.each([
  ["new", undefined, version("a", 5)],
  ["same", version("a", 5), version("a", 5)],
  ["changed", version("a", 5), version("b", 5)],
  ["changed", version("a", 5), version("b", 6)],
  ["older", version("a", 5), version("b", 4)],
  ["same", version("a", 5), version("a", 4)],
  ["same", version("a", 5), version("a", null)],
  ["changed", version("a", null), version("b", 5)],
  ["changed", version("a", null), version("a", 5)],
  ["changed", version("a", null), version("b", null)],
  ["same", version("a", null), version("a", null)],
])("%s: known %o, incoming %o", (verdict, known, incoming) => {
  expect(judgeIncoming(known, incoming)).toBe(verdict);
});

test("a newer version of the same content is news: an address that changes twice sets its mark only once", () => {
  expect(judgeIncoming(version("a", 5), version("a", 6))).toBe("changed");
});
