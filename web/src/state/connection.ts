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

export function heed(): void {
  addEventListener("offline", () => {
    connection.online = false;
  });
  addEventListener("online", () => {
    connection.online = true;
    void renew();
  });
}
