"use client";

import { PageError, type PageErrorProps } from "@/components/ui/page-error";

export default function ChannelError(props: PageErrorProps) {
  return <PageError title="The channel could not be shown" {...props} />;
}
