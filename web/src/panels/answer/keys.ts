/** Arrow keys go from one row of a list to the next; Home and End to its ends. */

const TYPING = "input, select, textarea";

export function step(event: KeyboardEvent, heads: string): void {
  const target = event.target as HTMLElement;
  if (target.matches(TYPING) || event.altKey || event.ctrlKey || event.metaKey) return;
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(heads)];
  const here = all.findIndex((one) => one.closest("li")?.contains(target));
  const next: Record<string, number> = {
    ArrowDown: Math.min(here + 1, all.length - 1),
    ArrowUp: Math.max(here - 1, 0),
    Home: 0,
    End: all.length - 1,
  };
  const place = next[event.key];
  if (place === undefined || here < 0) return;
  event.preventDefault();
  all[place]?.focus();
}
