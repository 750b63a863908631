"use client";

import dynamic from "next/dynamic";

/** Asks before a re-run. Its code comes when it is asked for first. */
export const RerunConfirm = dynamic(() => import("./rerun-confirm").then((module) => module.RerunConfirm), {
  ssr: false,
});
