"use client";

import "./globals.css";
import { PageError, type PageErrorProps } from "@/components/ui/page-error";

/** Stands in for the layout itself. */
export default function GlobalError(props: PageErrorProps) {
  return (
    <html lang="en">
      <body>
        <PageError title="The studio's page could not be shown" {...props} />
      </body>
    </html>
  );
}
