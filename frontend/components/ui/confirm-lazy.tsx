"use client";

import dynamic from "next/dynamic";

/** A question. Its code comes when the first is asked, so render it only while it is open. */
export const Confirm = dynamic(() => import("./confirm").then((module) => module.Confirm), { ssr: false });
