import type { Clock } from "../ports/clock.ts";

type Asker<Ask, Answer> = { ask: Ask; resolve(answer: Answer): void; reject(error: unknown): void };

// a question of any size must end well before a statement may time out
const askedMax = 1_000;

/** How long to rest so that all who have this period wake together, and ask together. */
export function untilTurn(clock: Clock, periodMs: number): number {
  return periodMs - (clock.monotonicMs() % periodMs);
}

/** Puts one question for all who ask within `waitMs`, or while the last question is under way. `question` answers in the order of the asks. */
export function openGather<Ask, Answer>(
  clock: Clock,
  waitMs: number,
  question: (asks: readonly Ask[]) => Promise<readonly Answer[]>,
): (ask: Ask) => Promise<Answer> {
  const waiting: Asker<Ask, Answer>[] = [];
  let isAsking = false;
  const put = async (mine: readonly Asker<Ask, Answer>[]): Promise<void> => {
    try {
      const answers = await question(mine.map((one) => one.ask));
      for (const [index, one] of mine.entries()) {
        const answer = answers[index];
        if (answer === undefined) one.reject(new Error("no answer"));
        else one.resolve(answer);
      }
    } catch (error) {
      for (const one of mine) one.reject(error);
    }
  };
  const askAll = async (): Promise<void> => {
    isAsking = true;
    await clock.sleep(waitMs);
    while (waiting.length > 0) await put(waiting.splice(0, askedMax));
    isAsking = false;
  };
  return (ask) =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject });
      if (!isAsking) void askAll();
    });
}
