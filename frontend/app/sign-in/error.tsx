"use client";

import { PageError, type PageErrorProps } from "@/components/ui/page-error";

export default function SignInError(props: PageErrorProps) {
  return <PageError title="The sign-in page could not be shown" {...props} />;
}
