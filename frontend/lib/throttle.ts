/** Runs at once, then at most every `pauseMs`; the last call of a burst is never lost. */
export interface Throttled {
  (): void;
  cancel(): void;
}

export function throttle(run: () => void, pauseMs: number): Throttled {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isWanted = false;

  function rest(): void {
    timer = setTimeout(() => {
      timer = null;
      if (isWanted) call();
    }, pauseMs);
  }

  function call(): void {
    if (timer !== null) {
      isWanted = true;
      return;
    }
    isWanted = false;
    rest();
    run();
  }

  call.cancel = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    isWanted = false;
  };
  return call;
}
