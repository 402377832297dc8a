/**
 * Makes a question of which only the latest answer counts: a newer call aborts the one before, whose
 * promise then never settles, so that an old answer can't overtake a new one.
 */
export function latest<A extends unknown[], T>(
  ask: (signal: AbortSignal, ...args: A) => Promise<T>,
): { (...args: A): Promise<T>; cancel: () => void } {
  let running: AbortController | undefined;
  const call = (...args: A): Promise<T> => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    return new Promise<T>((resolve, reject) => {
      ask(mine.signal, ...args).then(
        (answer) => {
          if (running === mine) resolve(answer);
        },
        (error: unknown) => {
          if (running === mine) reject(error as Error);
        },
      );
    });
  };
  call.cancel = () => {
    running?.abort();
    running = undefined;
  };
  return call;
}
