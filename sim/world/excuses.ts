/** What the world did to a shop that no product could help: checks of time begin to count when it is over. */
export type Excuses = {
  /** Nothing can be read of this shop until then. */
  shop(platformShopId: string, untilMs: number): void;
  /** An outbound address is shut from now until then; and when the product can know that it is open again. */
  ban(ban: Ban): void;
  /** Somebody else calls in the shops' names: the platform's own count is not ours. */
  stranger(): void;
  /** When the last excuse of a shop ends. */
  untilMs(platformShopId: string): number;
  /** When the last excuse of all ends. */
  lastMs(): number;
  bans(): readonly Ban[];
  /** Whether all that the platform refused was our own doing. */
  areRefusalsOurs(): boolean;
};

export type Ban = { fromMs: number; untilMs: number };

/** The product waits so much longer than a ban lasts, and then opens by steps. */
const afterBanMs = 4 * 60_000;

export function openExcuses(): Excuses {
  const shops = new Map<string, number>();
  const bans: Ban[] = [];
  let hasStranger = false;
  const banEndMs = (): number => Math.max(0, ...bans.map((ban) => ban.untilMs + afterBanMs));
  return {
    shop: (platformShopId, untilMs) => void shops.set(platformShopId, Math.max(untilMs, shops.get(platformShopId) ?? 0)),
    ban: (ban) => void bans.push(ban),
    stranger: () => {
      hasStranger = true;
    },
    untilMs: (platformShopId) => Math.max(banEndMs(), shops.get(platformShopId) ?? 0),
    lastMs: () => Math.max(banEndMs(), ...shops.values()),
    bans: () => bans,
    areRefusalsOurs: () => bans.length === 0 && !hasStranger,
  };
}
