"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { ToastPlace } from "@/components/ui/toast";
import { createQueryClient } from "@/lib/query-client";

/** What every client component finds around it. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      {children}
      <ToastPlace />
    </QueryClientProvider>
  );
}
