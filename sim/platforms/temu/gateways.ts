import type { GatewayName } from "./model.ts";

/** Region ids by gateway: who answers for which destination. PA and CN serve the seller's side and take no orders. */
const usRegions = ["211"];
const euRegions = [
  "210",
  "69",
  "76",
  "98",
  "186",
  "141",
  "20",
  "162",
  "191",
  "13",
  "163",
  "96",
  "79",
  "53",
  "90",
  "167",
  "54",
  "68",
  "149",
  "192",
];
const globalRegions = ["37", "12", "100", "185", "128", "29", "144", "209", "174", "217"];

export type GatewayFacts = { name: GatewayName; port: number; requestIdPrefix: string; regions: string[] };

export const gatewayFacts: Record<GatewayName, GatewayFacts> = {
  us: { name: "us", port: 9101, requestIdPrefix: "us", regions: usRegions },
  eu: { name: "eu", port: 9102, requestIdPrefix: "eu", regions: euRegions },
  global: { name: "global", port: 9103, requestIdPrefix: "global", regions: globalRegions },
  pa: { name: "pa", port: 9104, requestIdPrefix: "pa", regions: [] },
  cn: { name: "cn", port: 9105, requestIdPrefix: "cn", regions: [] },
};
