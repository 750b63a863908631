"use client";

import { useEffect } from "react";
import { Toaster as Primitive } from "sonner";

/** Where short confirmations appear: above the bottom bar on a phone. */
export default function Toaster({ onReady }: { onReady: () => void }) {
  // Effects of children run first: by now the primitive listens.
  useEffect(onReady, [onReady]);
  return (
    <Primitive
      position="bottom-right"
      mobileOffset={{ bottom: 72 }}
      gap={8}
      style={{ fontFamily: "inherit" }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: "panel flex w-full items-start gap-2.5 px-4 py-3 text-sm sm:w-88 [&_svg]:size-4 [&_[data-icon]]:mt-0.5",
          success: "[&_[data-icon]]:text-good",
          error: "[&_[data-icon]]:text-bad",
        },
      }}
    />
  );
}
