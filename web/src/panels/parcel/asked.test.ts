import { describe, expect, it } from "vitest";
import { effectScope, nextTick, ref } from "vue";
import { Problem } from "../../api/problem";
import { asked } from "./asked";

const settled = async (): Promise<void> => {
  for (let n = 0; n < 5; n += 1) await Promise.resolve();
  await nextTick();
};

describe("asked", () => {
  it("asks again when what it depends on changes, and keeps the old answer meanwhile", async () => {
    const id = ref<string | undefined>("A");
    const waiting: ((text: string) => void)[] = [];
    const scope = effectScope();
    const told = scope.run(() => asked(id, () => new Promise<string>((done) => waiting.push(done))));
    waiting[0]?.("of A");
    await settled();
    expect([told?.status, told?.told]).toEqual(["ready", "of A"]);
    id.value = "B";
    await settled();
    expect([told?.status, told?.told]).toEqual(["asking", "of A"]);
    scope.stop();
  });

  it("asks no second time for the same", async () => {
    const id = ref("A");
    let times = 0;
    const scope = effectScope();
    scope.run(() =>
      asked(
        () => ({ first: id.value.slice(0, 1) }),
        () => Promise.resolve((times += 1)),
      ),
    );
    id.value = "AB";
    await settled();
    expect(times).toBe(1);
    scope.stop();
  });

  it("asks nothing while there is nothing to ask", () => {
    const id = ref<string | undefined>(undefined);
    const scope = effectScope();
    const told = scope.run(() => asked(id, () => Promise.reject(new Error("asked"))));
    expect(told?.status).toBe("idle");
    scope.stop();
  });

  it("tells of a failure in the service's own words", async () => {
    const scope = effectScope();
    const told = scope.run(() =>
      asked(ref("A"), () => Promise.reject(new Problem("missing", "no parcel 'A'"))),
    );
    await settled();
    expect([told?.status, told?.problem?.message]).toEqual(["failed", "no parcel 'A'"]);
    scope.stop();
  });
});
