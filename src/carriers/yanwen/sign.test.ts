import { expect, test } from "vitest";
import { signatureOf } from "./sign.ts";

const query = (user_id: string, method: string, timestamp: string) =>
  ({ user_id, method, format: "json", timestamp, version: "V1.0" }) as const;

test("the published vector", () => {
  expect(signatureOf(query("100000", "common.country.getlist", "1655798809414"), "{}", "D6140AA383FD8515B09028C586493DDB")).toBe(
    "bc5f1792e30936c72fa2a35efead8d73",
  );
});

test("vectors worked out from the rule", () => {
  const token = "test-token-0001";
  expect(signatureOf(query("900001", "express.channel.getlist", "1750000000000"), "{}", token)).toBe("c2656895ef8987b8521e51fd5d1449ee");
  const label = query("900001", "express.order.label.get", "1750000000000");
  expect(signatureOf(label, '{"waybillNumber":"UA000000005YP"}', token)).toBe("5398e7eeea5f1cc60f4784909726ca50");
});
