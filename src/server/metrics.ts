import { monitorEventLoopDelay } from "node:perf_hooks";
import type { App } from "../app/app.ts";
import type { ChangeHub } from "./events/change-hub.ts";

export type Metrics = {
  /** `route` is the declared form (`/packages/:packageId`), never an address: ids would make a series each. */
  observe(method: string, route: string, status: number, seconds: number): void;
  /** All figures in Prometheus' text form. */
  text(): string;
};

const bounds = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;
const maxSeries = 500;

type Series = { labels: string; counts: number[]; sum: number; count: number };

/** This process's figures. No tenant, user or id in any label. Five figures need no package; a sixth histogram would. */
export function openMetrics(app: App, hub: ChangeHub): Metrics {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const requests = new Map<string, Series>();
  return {
    observe: (method, route, status, seconds) => {
      const labels = `method="${method}",route="${route}",status="${status}"`;
      const series = requests.get(labels) ?? { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
      // routes and statuses are few; the bound holds even if one day they are not
      if (series.count === 0 && requests.size >= maxSeries) return;
      requests.set(labels, series);
      series.count += 1;
      series.sum += seconds;
      for (const [index, bound] of bounds.entries()) if (seconds <= bound) series.counts[index] = (series.counts[index] ?? 0) + 1;
    },
    text: () =>
      [
        ...histogram("crossdock_http_request_seconds", "Time from request to answer", [...requests.values()]),
        ...gauge("crossdock_event_streams", "Open live-event streams", hub.listeners()),
        ...gauge("crossdock_change_readers", "Tenants whose change feed is being read", hub.readers()),
        ...gauge("crossdock_database_busy", "Tenant transactions under way or waiting for a connection", app.database.busy()),
        ...gauge("crossdock_event_loop_delay_p99_seconds", "How late timers fire, 99th percentile", delay.percentile(99) / 1e9),
        "",
      ].join("\n"),
  };
}

function gauge(name: string, help: string, value: number): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`];
}

function histogram(name: string, help: string, all: readonly Series[]): string[] {
  const lines = all.flatMap((series) => [
    ...bounds.map((bound, index) => `${name}_bucket{${series.labels},le="${bound}"} ${series.counts[index]}`),
    `${name}_bucket{${series.labels},le="+Inf"} ${series.count}`,
    `${name}_sum{${series.labels}} ${series.sum}`,
    `${name}_count{${series.labels}} ${series.count}`,
  ]);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...lines];
}
