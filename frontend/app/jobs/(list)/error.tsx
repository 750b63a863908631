"use client";

import { PageError, type PageErrorProps } from "@/components/ui/page-error";

export default function JobsError(props: PageErrorProps) {
  return <PageError title="The jobs could not be shown" {...props} />;
}
