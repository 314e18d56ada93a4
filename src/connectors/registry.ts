import type { PlatformConnector } from "../ports/platform.ts";
import { temuConnector } from "./temu/connector.ts";

/** Every platform that this install can speak to, a line each. */
export const platformConnectors: ReadonlyMap<string, PlatformConnector> = new Map(
  [temuConnector].map((connector) => [connector.platform, connector]),
);
