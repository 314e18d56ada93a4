import type { Authorisation, ShopLink } from "../../ports/platform.ts";
import { gatewayOfRegion } from "./regions.ts";

/** Gateways that serve products and stock of cross-border sellers. A local shop is never given a token for them. */
const crossBorderGateways: ReadonlySet<string> = new Set(["pa", "cn"]);

/**
 * Whether a shop is a local one, whose single token per region serves orders, goods and stock alike. A semi-managed shop is known by
 * its product token on the partner gateway; until it has one it cannot be told from a local shop (docs/platforms/temu.md#ids).
 */
export function isLocalShop(link: Pick<ShopLink, "authorisations">): boolean {
  return !link.authorisations.some((one) => one.purpose === "products" && crossBorderGateways.has(one.gateway));
}

/** The authorisation that an operation takes: by the region's gateway, but products of a semi-managed shop by the partner gateway. */
export function pickAuthorisation(link: ShopLink, purpose: Authorisation["purpose"]): Authorisation | undefined {
  const fitting = link.authorisations.filter((one) => one.purpose === purpose);
  if (purpose === "products" && !isLocalShop(link)) return fitting.find((one) => crossBorderGateways.has(one.gateway));
  const gateway = gatewayOfRegion(link.shop.regionId);
  const regional = fitting.find((one) => one.gateway === gateway) ?? fitting[0];
  // a local shop's order token is granted the goods' calls, too
  return regional ?? (purpose === "products" ? pickAuthorisation(link, "orders") : undefined);
}
