import { useQuery } from "@tanstack/react-query";
import { Segmented, theme } from "antd";
import { useEffect, useRef, useState } from "react";
import { stockHistoryQuery } from "../../api/stock-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { BrokenNote } from "../../ui/page-parts.tsx";

type Days = { day: string; onHand: number; available: number }[];

/** On hand and available at the end of each day. */
export function HistoryCard({ skuId }: { skuId: string }) {
  const t = useText();
  const [span, setSpan] = useState<"30" | "90">("30");
  const reading = useQuery(stockHistoryQuery(skuId, span));
  const days = reading.data?.days ?? [];
  const [first, last] = [days[0], days.at(-1)];
  return (
    <section className="history" aria-label={t("history.title")}>
      <header className="fx">
        <h3 className="sm t2">{t("history.title")}</h3>
        <span className="grow" />
        <Segmented
          size="small"
          aria-label={t("history.title")}
          value={span}
          options={[
            { value: "30", label: t("history.days", { n: 30 }) },
            { value: "90", label: t("history.days", { n: 90 }) },
          ]}
          onChange={(value) => setSpan(value === "90" ? "90" : "30")}
        />
      </header>
      <BrokenNote reading={reading} />
      {first !== undefined && last !== undefined && (
        <Chart
          days={days}
          label={t("history.label", {
            n: days.length,
            from: formatCount(first.onHand),
            to: formatCount(last.onHand),
            available: formatCount(last.available),
          })}
        />
      )}
    </section>
  );
}

function Chart({ days, label }: { days: Days; label: string }) {
  const t = useText();
  const { token } = theme.useToken();
  const box = useRef<HTMLDivElement>(null);
  const names = { onHand: t("stock.onHand"), available: t("stock.available") };
  const option = toOption(days, names, {
    accent: token.colorPrimary,
    quiet: token.colorTextTertiary,
    line: token.colorBorderSecondary,
    text: token.colorText,
    surface: token.colorBgElevated,
    font: token.fontFamily,
  });
  const text = JSON.stringify(option);
  useEffect(() => {
    let chart: { dispose(): void } | undefined;
    let isGone = false;
    // the library is larger than the page: it comes when a chart is looked at
    void import("./line-chart.ts").then(({ drawChart }) => {
      if (!isGone && box.current !== null) chart = drawChart(box.current, text);
    });
    return () => {
      isGone = true;
      chart?.dispose();
    };
  }, [text]);
  return <div className="history-chart" ref={box} role="img" aria-label={label} />;
}

type Colours = { accent: string; quiet: string; line: string; text: string; surface: string; font: string };

/** Two lines, named at their ends; what is available is the one that matters. */
function toOption(days: Days, names: { onHand: string; available: string }, colour: Colours) {
  const series = (name: string, key: "onHand" | "available", lineColour: string) => ({
    type: "line",
    name,
    step: "end",
    data: days.map((one, index) => ({ value: one[key], symbolSize: index === days.length - 1 ? 6 : 0 })),
    symbol: "circle",
    lineStyle: { width: 1.8, color: lineColour },
    itemStyle: { color: lineColour },
    endLabel: { show: true, formatter: `{a} {c}`, color: lineColour, fontSize: 12, distance: 8 },
    labelLayout: { moveOverlap: "shiftY" },
  });
  return {
    animation: false,
    textStyle: { fontFamily: colour.font, color: colour.text },
    grid: { left: 4, right: 96, top: 12, bottom: 2, containLabel: true },
    tooltip: {
      trigger: "axis",
      backgroundColor: colour.surface,
      borderColor: colour.line,
      textStyle: { color: colour.text, fontSize: 12 },
    },
    xAxis: {
      type: "category",
      data: days.map((one) => one.day.slice(5)),
      boundaryGap: false,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour.line } },
      axisLabel: { color: colour.quiet, fontSize: 11, showMaxLabel: true, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      min: 0,
      minInterval: 1,
      splitNumber: 3,
      splitLine: { lineStyle: { color: colour.line } },
      axisLabel: { color: colour.quiet, fontSize: 11 },
    },
    series: [series(names.onHand, "onHand", colour.quiet), series(names.available, "available", colour.accent)],
  };
}
