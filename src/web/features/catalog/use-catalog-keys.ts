import type { SkuRow } from "../../../contract/catalog.ts";
import { useKeys } from "../../ui/use-keys.ts";
import type { CatalogView } from "./catalog-view.ts";

type KeyParts = {
  view: CatalogView;
  rows: readonly SkuRow[];
  currentId: string | undefined;
  chosen: ReadonlySet<string>;
  searchId: string;
  mayWrite: boolean;
  onCurrent(id: string): void;
  onOpen(id: string): void;
  onToggle(id: string, checked: boolean): void;
  onClose(): void;
  onClear(): void;
};

/** J and K go through the rows, in the drawer too; Enter opens, X chooses, Esc leaves or clears, / goes to the search box. */
export function useCatalogKeys(parts: KeyParts): void {
  const { view, rows, currentId, chosen } = parts;
  const isDrawer = view.sku !== undefined || view.create !== undefined;
  const move = (step: 1 | -1) => {
    const at = rows.findIndex((row) => row.id === currentId);
    const next = rows[at < 0 ? 0 : at + step];
    if (next === undefined) return;
    if (view.sku === undefined) parts.onCurrent(next.id);
    else parts.onOpen(next.id);
  };
  const canMove = view.create === undefined;
  useKeys({
    j: canMove ? () => move(1) : undefined,
    k: canMove ? () => move(-1) : undefined,
    Enter: isDrawer || currentId === undefined ? undefined : () => parts.onOpen(currentId),
    x: isDrawer || currentId === undefined || !parts.mayWrite ? undefined : () => parts.onToggle(currentId, !chosen.has(currentId)),
    Escape: isDrawer ? parts.onClose : chosen.size > 0 ? parts.onClear : undefined,
    "/": isDrawer ? undefined : () => document.getElementById(parts.searchId)?.focus(),
  });
}
