/** A merchant account as the carrier knows it. */
export type Account = {
  userId: string;
  token: string;
  /** Products opened for this account. */
  channelIds: readonly string[];
  /** Delivery warehouse used when an order names none. */
  warehouseCode: string;
};

/** Two accounts, so that a test can show that one never sees the other's parcels. */
export const sandboxAccounts: readonly Account[] = [
  {
    userId: "900001",
    token: "test-token-0001",
    channelIds: ["481", "484", "105", "106", "201", "347", "495"],
    warehouseCode: "4401",
  },
  { userId: "900002", token: "test-token-0002", channelIds: ["481", "105", "702"], warehouseCode: "3302" },
];
