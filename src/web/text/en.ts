import { alertText } from "./en/alerts.ts";
import { allocationText } from "./en/allocation.ts";
import { catalogText } from "./en/catalog.ts";
import { deskText } from "./en/desk.ts";
import { drawerText } from "./en/drawer.ts";
import { frameText } from "./en/frame.ts";
import { importText } from "./en/imports.ts";
import { listingText } from "./en/listings.ts";
import { monitorText } from "./en/monitor.ts";
import { packageText } from "./en/package.ts";
import { reasonText } from "./en/reasons.ts";
import { stockText } from "./en/stock.ts";
import type { Texts } from "./text.ts";

export const en: Texts = {
  ...frameText,
  ...deskText,
  ...packageText,
  ...reasonText,
  ...drawerText,
  ...alertText,
  ...monitorText,
  ...listingText,
  ...catalogText,
  ...stockText,
  ...importText,
  ...allocationText,
};
