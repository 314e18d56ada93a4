import type { ImportKindName } from "../../kernel/vocabulary/imports.ts";
import { bundleImport } from "./import-bundles.ts";
import type { ImportKind } from "./import-kind.ts";
import { openingStockImport } from "./import-opening-stock.ts";
import { pairingImport } from "./import-pairings.ts";
import { skuImport } from "./import-skus.ts";

/** Every kind of import: a new one is a file and a line here. */
export const allImports: Readonly<Record<ImportKindName, ImportKind>> = {
  skus: skuImport,
  bundles: bundleImport,
  pairings: pairingImport,
  "opening-stock": openingStockImport,
};
