/** Words of a proposal put together; they are in its own language, whatever the page's. */
export const sentence = (parts: readonly string[]): string => parts.filter(Boolean).join(" · ");
