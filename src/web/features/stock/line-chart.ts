import { LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, GridComponent, TooltipComponent, LabelLayout, SVGRenderer]);

/** Draws a chart into a box and keeps its size with it. `option`: ECharts' own, as JSON. */
export function drawChart(box: HTMLElement, option: string): { dispose(): void } {
  const chart = init(box, null, { renderer: "svg" });
  chart.setOption(JSON.parse(option));
  const watcher = new ResizeObserver(() => chart.resize());
  watcher.observe(box);
  return {
    dispose: () => {
      watcher.disconnect();
      chart.dispose();
    },
  };
}
