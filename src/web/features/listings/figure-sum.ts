import type { ListingStock } from "../../../contract/stock-rules.ts";

type Shelf = ListingStock["shelves"][number];
type Part = Shelf["parts"][number];

/** One kind of goods on one shelf: what may be sold of it, and how many sets that makes. */
export type SummedPart = Part & { free: number; makes: number; isScarcest: boolean };

/** A warehouse's goods with what each makes; the scarcest decides, and is marked where there are several. */
export function sumShelf({ parts }: Shelf): { parts: SummedPart[]; units: number } {
  const summed = parts.map((part) => {
    const free = part.onHand - part.reserved - part.blocked - part.safety;
    return { ...part, free, makes: Math.max(0, Math.floor(free / part.perUnit)) };
  });
  const units = summed.length === 0 ? 0 : Math.min(...summed.map((part) => part.makes));
  return { units, parts: summed.map((part) => ({ ...part, isScarcest: summed.length > 1 && part.makes === units })) };
}

/** Whether sets are made of several goods, or of several units of one. */
export function isSet(shelves: ListingStock["shelves"]): boolean {
  return shelves.some(({ parts }) => parts.length > 1 || parts.some((part) => part.perUnit > 1));
}
