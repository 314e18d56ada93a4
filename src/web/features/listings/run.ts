import type { CallFailure } from "../../api/call-failure.ts";
import type { Outcome } from "./pairing-run.ts";

export type RunTitle = "pair" | "unpair" | "undo" | "auto" | "rule" | "push";

/** What the result strip tells. */
export type Run = {
  title: RunTitle;
  total: number;
  isRunning: boolean;
  outcome?: Outcome;
  auto?: { paired: number; healedLines: number };
  failure?: CallFailure;
  /** Listings whose push was asked for. */
  pushed?: number;
  /** Takes an act on stock back. */
  undo?: () => void;
};
