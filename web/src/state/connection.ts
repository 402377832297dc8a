/** Whether the network is there: what was loaded stays, and is renewed when it is back. */
import { reactive } from "vue";
import { answer, ask } from "./answer";
import { catalogue, load } from "./catalogue";
import { look } from "./look";

export const connection = reactive({ online: navigator.onLine });

export function heed(): void {
  addEventListener("offline", () => {
    connection.online = false;
  });
  addEventListener("online", () => {
    connection.online = true;
    if (catalogue.status === "failed") void load(look.lang);
    if (answer.status !== "ready") void ask();
  });
}
