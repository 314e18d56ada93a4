/** How much of a limit is in use: amber over 70 %, red over 90 %. The numbers stand beside it. `mark`: where the limit lies for now. */
export function Meter({ used, cap, mark, label }: { used: number; cap: number; mark?: number | undefined; label: string }) {
  const share = cap === 0 ? 0 : Math.min(1, used / cap);
  const limit = mark === undefined || cap === 0 ? 1 : Math.min(1, mark / cap);
  const load = limit === 0 ? 1 : share / limit;
  return (
    <span className="bar" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={cap} aria-valuenow={used}>
      <i className={load > 0.9 ? "red" : load > 0.7 ? "amber" : ""} style={{ width: `${share * 100}%` }} />
      {limit < 1 && <s style={{ left: `${limit * 100}%` }} />}
    </span>
  );
}
