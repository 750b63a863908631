"use client";

import { PageError, type PageErrorProps } from "@/components/ui/page-error";

export default function ChannelsError(props: PageErrorProps) {
  return <PageError title="The channels could not be shown" {...props} />;
}
