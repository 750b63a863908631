"use client";

import { useQueryClient } from "@tanstack/react-query";
import { LoaderCircle } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useHealth } from "@/lib/health";

/** Says that nobody answers, and reads everything again once somebody does. */
export function ApiBanner() {
  const { isReachable } = useHealth();
  const client = useQueryClient();
  const router = useRouter();
  const wasReachable = useRef(true);

  useEffect(() => {
    if (isReachable && !wasReachable.current) {
      void client.invalidateQueries();
      router.refresh();
    }
    wasReachable.current = isReachable;
  }, [isReachable, client, router]);

  return (
    <div role="status">
      {!isReachable && (
        <div className="bg-waiting-soft text-waiting border-line border-b">
          <p className="column flex items-center gap-2 py-2 text-sm">
            <LoaderCircle className="size-4 shrink-0 animate-spin" aria-hidden />
            The studio does not answer. What you see may be old; the page goes on by itself as soon as it is back.
          </p>
        </div>
      )}
    </div>
  );
}
