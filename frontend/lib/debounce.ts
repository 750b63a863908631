"use client";

import { useEffect, useState } from "react";

/** The value, once it has not changed for a while. Give it something that keeps its identity while it is the same. */
export function useDebounced<T>(value: T, pauseMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return settled;
}
