"use client";

import { PageError, type PageErrorProps } from "@/components/ui/page-error";

export default function SystemError(props: PageErrorProps) {
  return <PageError title="The system page could not be shown" {...props} />;
}
