import { alertText } from "./zh-cn/alerts.ts";
import { allocationText } from "./zh-cn/allocation.ts";
import { catalogText } from "./zh-cn/catalog.ts";
import { deskText } from "./zh-cn/desk.ts";
import { drawerText } from "./zh-cn/drawer.ts";
import { frameText } from "./zh-cn/frame.ts";
import { importText } from "./zh-cn/imports.ts";
import { listingText } from "./zh-cn/listings.ts";
import { monitorText } from "./zh-cn/monitor.ts";
import { packageText } from "./zh-cn/package.ts";
import { reasonText } from "./zh-cn/reasons.ts";
import { stockText } from "./zh-cn/stock.ts";

/** The source of the keys: every other language must have exactly these. */
export const zhCN = {
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
} as const;

export type TextKey = keyof typeof zhCN;
