import type { CarrierConnector } from "../ports/carrier.ts";
import { yanwenCarrier } from "./yanwen/carrier.ts";

/** Every carrier that parcels can be booked with, a line each. */
export const carrierConnectors: ReadonlyMap<string, CarrierConnector> = new Map(
  [yanwenCarrier].map((carrier) => [carrier.carrier, carrier]),
);
