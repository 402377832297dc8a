import { expect, test } from "vitest";
import { isOfNetwork } from "./connection";

test("what was given up and what could not be had is of the network, a fault is not", () => {
  expect(isOfNetwork(new DOMException("given up", "AbortError"))).toBe(true);
  expect(isOfNetwork(new Error("AJAXError:  (0): http://x/tiles/1"))).toBe(true);
  expect(isOfNetwork(new TypeError("undefined is no function"))).toBe(false);
  expect(isOfNetwork("AbortError")).toBe(false);
});
