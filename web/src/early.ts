/** What the first page needs soonest is asked for before anything is put on the screen. */
import { load } from "./state/catalogue";
import { look } from "./state/look";

void load(look.lang);
// the engine of the map is big; the other pages do without it
if (location.pathname === "/" || location.pathname.startsWith("/s/")) void import("./map/engine");
