import type { GatewayName } from "./model.ts";

/** One request as it reached a socket, with what became of it. */
export type Arrival = { atMs: number; mall: string | null; type: string; gateway: GatewayName; address: string; outcome: string };

const kept = 200_000;

/** The raw record that a test recounts the limits from. The oldest go when it is full. */
export class ArrivalLog {
  private list: Arrival[] = [];

  add(arrival: Arrival): Arrival {
    if (this.list.length >= kept) this.list = this.list.slice(-kept / 2);
    this.list.push(arrival);
    return arrival;
  }

  all(): readonly Arrival[] {
    return this.list;
  }

  clear(): void {
    this.list = [];
  }
}
