import type { SkuRow } from "../../../contract/catalog.ts";
import { type CallFailure, sayFailure } from "../../api/call-failure.ts";
import type { Translate } from "../../text/text.ts";
import type { Tone } from "../../ui/small-parts.tsx";
import { writeCm } from "./drawer/sku-draft.ts";

type Sized = Pick<SkuRow, "weightG" | "lengthMm" | "widthMm" | "heightMm">;

/** `310 g`, `1.45 kg`; a dash while nobody has weighed it. */
export function sayWeight(t: Translate, { weightG }: Pick<SkuRow, "weightG">): string {
  if (weightG === 0) return t("sku.unknown");
  return weightG < 1_000 ? `${weightG} g` : `${String(weightG / 1_000)} kg`;
}

/** `12.5 × 8 × 6 cm`; undefined while no side is known. */
export function saySize(t: Translate, { lengthMm, widthMm, heightMm }: Sized): string | undefined {
  const sides = [lengthMm, widthMm, heightMm];
  if (sides.every((side) => side === null)) return undefined;
  return `${sides.map((side) => (side === null ? t("sku.unknown") : writeCm(side))).join(" × ")} cm`;
}

export const goodsFlags = ["hasBattery", "hasLiquid", "hasMagnet"] as const;

/** 带电, 液体, 带磁. */
export function sayFlags(t: Translate, sku: Pick<SkuRow, (typeof goodsFlags)[number]>): string[] {
  return goodsFlags.filter((flag) => sku[flag]).map((flag) => t(`sku.${flag}`));
}

export const statusTones = { active: "grey", clearing: "amber", discontinued: "red" } as const satisfies Record<SkuRow["status"], Tone>;

/** Why it was not saved, what it clashes with, and what to do. */
export function sayRefusal(t: Translate, failure: CallFailure): string {
  if (failure.kind !== "refused") return sayFailure(t, failure);
  if (failure.code === "changed-meanwhile") return t("sku.changedMeanwhile");
  const what =
    failure.detail === null
      ? t(`refusal.${failure.code}`)
      : t("sku.refusedWith", { what: t(`refusal.${failure.code}`), detail: failure.detail });
  return `${what} · ${t(`cure.${failure.code}`)}`;
}
