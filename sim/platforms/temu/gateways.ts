import type { GatewayName } from "./model.ts";
import { regionIdsOf } from "./regions.ts";

export type GatewayFacts = { name: GatewayName; port: number; requestIdPrefix: string; regions: string[] };

/** A gateway's port, and the destinations that it answers for. */
export const gatewayFacts: Record<GatewayName, GatewayFacts> = {
  us: { name: "us", port: 9101, requestIdPrefix: "us", regions: regionIdsOf("us") },
  eu: { name: "eu", port: 9102, requestIdPrefix: "eu", regions: regionIdsOf("eu") },
  global: { name: "global", port: 9103, requestIdPrefix: "global", regions: regionIdsOf("global") },
  pa: { name: "pa", port: 9104, requestIdPrefix: "pa", regions: [] },
  cn: { name: "cn", port: 9105, requestIdPrefix: "cn", regions: [] },
};
