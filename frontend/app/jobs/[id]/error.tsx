"use client";

import { PageError, type PageErrorProps } from "@/components/ui/page-error";

export default function JobError(props: PageErrorProps) {
  return <PageError title="The album could not be shown" {...props} />;
}
