import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renew, renewed } from "./renewal";

const comparison = (come: number): object => ({ counts: { come, go: 0, moved: 0, stayed: 3 } });
const serve = (answers: Record<string, [number, object]>): void => {
  vi.stubGlobal("fetch", (address: string) => {
    const [status, body] = answers[address] ?? [404, { detail: "没有" }];
    return Promise.resolve(Response.json(body, { status }));
  });
};
const newer = { current: false, catalogue: "old", newer: { catalogue: "new", date: null, digest: "b" } };

beforeEach(() => {
  renewed.of = "";
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a shared answer", () => {
  it("is the same while its catalogue is the published one", async () => {
    serve({ "/api/selections/a/renewed": [200, { current: true, catalogue: "old", newer: null }] });
    await renew("a");
    expect(renewed.renewal).toBe("same");
  });

  it("says what changed once there is a newer catalogue", async () => {
    serve({
      "/api/selections/a/renewed": [200, newer],
      "/api/selections/a/compared/b": [200, comparison(1)],
    });
    await renew("a");
    expect([renewed.renewal, renewed.told?.counts.come]).toEqual(["changed", 1]);
  });

  it("says so where a newer catalogue changes nothing", async () => {
    serve({
      "/api/selections/a/renewed": [200, newer],
      "/api/selections/a/compared/b": [200, comparison(0)],
    });
    await renew("a");
    expect(renewed.renewal).toBe("unchanged");
  });

  it("says so where another version answered", async () => {
    serve({});
    await renew("a");
    expect(renewed.renewal).toBe("version");
  });
});
