import { describe, expect, test } from "vitest";
import { listingSearchFields, listingTabs } from "../../contract/listings.ts";
import {
  attentionFilters,
  compositionFilters,
  deadlineFilters,
  PackageDetail,
  searchFields,
  viewPurposes,
} from "../../contract/packages.ts";
import { callCauses } from "../../contract/sync.ts";
import { writeKinds } from "../../contract/sync-trouble.ts";
import { TimelineEventView } from "../../contract/timeline.ts";
import { PackageWhyView } from "../../contract/why.ts";
import { listingStates, suggestionReasons } from "../../kernel/vocabulary/listing.ts";
import { backfillStates, packageOverlays, packageStates, reviewReasons, stockStates } from "../../kernel/vocabulary/package.ts";
import { roles } from "../../kernel/vocabulary/permission.ts";
import { carrierRefusals, orderStatuses, platformRefusals, platforms } from "../../kernel/vocabulary/platform.ts";
import { lineRefusals, refusalCodes } from "../../kernel/vocabulary/refusal.ts";
import {
  documentKinds,
  documentReasons,
  documentStates,
  movementKinds,
  pairingWays,
  skuKinds,
  skuStatuses,
} from "../../kernel/vocabulary/stock.ts";
import {
  alertKinds,
  callClasses,
  differenceKinds,
  missCauses,
  pulledStates,
  reconciliationKinds,
  requestKinds,
  restrictedActs,
  runCauses,
  severities,
  shopStates,
  skipReasons,
  streams,
} from "../../kernel/vocabulary/sync.ts";
import { nextActs } from "../../kernel/vocabulary/why.ts";
import { en } from "./en.ts";
import { fillText, paramNames } from "./text.ts";
import { zhCN } from "./zh-CN.ts";

const whyCodes = PackageWhyView.options.map((option) => option.shape.code.value);
const eventKinds = TimelineEventView.options.map((option) => option.shape.kind.value);
const amountKinds = PackageDetail.shape.amounts.element.shape.kind.options;

/** Every closed set that a page shows, with where its texts stand. */
const closedSets: readonly [prefix: string, members: readonly string[]][] = [
  ["state.", packageStates],
  ["empty.", packageStates],
  ["stock.", stockStates],
  ["backfill.", backfillStates],
  ["overlay.", packageOverlays],
  ["overlayMark.", packageOverlays],
  ["review.", reviewReasons],
  ["role.", roles],
  ["platform.", platforms],
  ["orderStatus.", orderStatuses],
  ["platformRefusal.", [...platformRefusals, "auth-expired", "scope-missing"]],
  ["carrierRefusal.", [...carrierRefusals, "unavailable"]],
  ["refusal.", refusalCodes],
  ["cure.", refusalCodes],
  ["how.", whyCodes],
  ["why.", whyCodes],
  ["event.", eventKinds],
  ["act.", nextActs.filter((act) => act !== "none")],
  ["attention.", attentionFilters],
  ["filter.", searchFields],
  ["filter.deadline.", deadlineFilters],
  ["filter.composition.", compositionFilters],
  ["purpose.", viewPurposes],
  ["shopState.", shopStates],
  ["money.", amountKinds],
  ["shopCure.", shopStates.filter((state) => state !== "active")],
  ["callClass.", callClasses],
  ["callCause.", callCauses],
  ["runCause.", runCauses],
  ["skipReason.", skipReasons],
  ["stream.", streams],
  ["requestKind.", requestKinds],
  ["pulledState.", pulledStates],
  ["sweepKind.", reconciliationKinds],
  ["sweepKindHint.", reconciliationKinds],
  ["differenceKind.", differenceKinds],
  ["missCause.", missCauses],
  ["alert.", alertKinds],
  ["alertCure.", alertKinds],
  ["severity.", severities],
  ["restrictedAct.", restrictedActs],
  ["writeKind.", writeKinds],
  ["refusedCure.", writeKinds],
  ["listings.tab.", listingTabs],
  ["listings.empty.", listingTabs],
  ["listings.search.", listingSearchFields],
  ["listings.searchHint.", listingSearchFields],
  ["listingState.", listingStates],
  ["suggestion.", suggestionReasons],
  ["pairingWay.", pairingWays],
  ["skuKind.", skuKinds],
  ["skuStatus.", skuStatuses],
  ["movement.", movementKinds],
  ["documentKind.", documentKinds],
  ["documentState.", documentStates],
  ["documentReason.", Object.values(documentReasons).flat()],
  ["lineRefusal.", lineRefusals],
];

describe("texts", () => {
  const keys = new Set(Object.keys(zhCN));

  test.each(closedSets)("every member of %s has a text", (prefix, members) => {
    expect(members.filter((member) => !keys.has(prefix + member))).toEqual([]);
  });

  test("both languages have the same keys, none empty, with the same parameters", () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort());
    for (const [key, text] of Object.entries(zhCN)) {
      const other = new Map(Object.entries(en)).get(key) ?? "";
      expect(text.trim(), key).not.toBe("");
      expect(other.trim(), key).not.toBe("");
      expect(paramNames(other), key).toEqual(paramNames(text));
    }
  });

  test("fills parameters and chooses between one and many", () => {
    expect(fillText("{n} {n:order|orders}", { n: 1 })).toBe("1 order");
    expect(fillText("{n} {n:order|orders}", { n: 3 })).toBe("3 orders");
    expect(fillText("{a}{b}", { a: "x" })).toBe("x{b}");
  });
});
