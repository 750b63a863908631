"use client";

import Link from "next/link";
import { useState, type ComponentProps } from "react";

/** A link whose page is fetched beforehand once somebody is about to follow it, not as soon as it is seen. */
export function IntentLink(props: Omit<ComponentProps<typeof Link>, "prefetch" | "onPointerEnter" | "onFocus">) {
  const [isLikely, setLikely] = useState(false);
  return (
    <Link
      {...props}
      prefetch={isLikely ? null : false}
      onPointerEnter={() => setLikely(true)}
      onFocus={() => setLikely(true)}
    />
  );
}
