"use client";

import dynamic from "next/dynamic";

/** The takes of a pair. Its code comes when it is asked for first. */
export const TakesDialog = dynamic(() => import("./takes-dialog").then((module) => module.TakesDialog), { ssr: false });
