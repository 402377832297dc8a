/** Whether the network is there: what was loaded stays, and what failed is asked anew when it is back. */
import { reactive } from "vue";
import { answer, ask } from "./answer";
import { catalogue, load } from "./catalogue";
import { look } from "./look";

export const connection = reactive({
  online: navigator.onLine,
  /** Grows whenever all that failed is to be asked anew. */
  renewals: 0,
});

/** Asks anew whatever on the page could not be had: one way out for all of it. */
export async function renew(): Promise<void> {
  if (catalogue.status === "failed") await load(look.lang);
  if (answer.status !== "ready") void ask();
  connection.renewals += 1;
}

/** Whether a failure is one of the network, told elsewhere, or that nobody waits for an answer any more. */
export const isOfNetwork = (reason: unknown): boolean =>
  reason instanceof Error && (reason.name === "AbortError" || reason.message.startsWith("AJAXError"));

export function heed(): void {
  // the map leaves its tiles that were given up, or could not be had, to nobody
  addEventListener("unhandledrejection", (event) => {
    if (isOfNetwork(event.reason)) event.preventDefault();
  });
  addEventListener("offline", () => {
    connection.online = false;
  });
  addEventListener("online", () => {
    connection.online = true;
    void renew();
  });
}
