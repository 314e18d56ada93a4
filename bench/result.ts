/** What every benchmark prints last. `ratio` = ours against the reference of the same run; `goal` null where none is set yet. */
export type BenchResult = {
  name: string;
  ratio: number | null;
  goal: number | null;
  ours: Record<string, number>;
  reference: Record<string, number>;
  runs: number;
  ok: boolean;
};
