import { describe, expect, it } from "vitest";
import { latest } from "./latest";

describe("latest", () => {
  it("lets no old answer overtake a new one", async () => {
    const waiting: ((text: string) => void)[] = [];
    const ask = latest((_signal, _n: number) => new Promise<string>((resolve) => waiting.push(resolve)));
    const seen: string[] = [];
    void ask(1).then((answer) => seen.push(answer));
    const second = ask(2).then((answer) => seen.push(answer));
    waiting[1]?.("new");
    waiting[0]?.("old");
    await second;
    await Promise.resolve();
    expect(seen).toEqual(["new"]);
  });

  it("aborts the question that is overtaken", () => {
    const signals: AbortSignal[] = [];
    const ask = latest((signal) => {
      signals.push(signal);
      return new Promise<void>(() => undefined);
    });
    void ask();
    void ask();
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
  });
});
