"use client";

import { PageError, type PageErrorProps } from "@/components/ui/page-error";

export default function RootError(props: PageErrorProps) {
  return <PageError title="This page could not be shown" {...props} />;
}
