import type { Metadata } from "next";
import { SignInForm } from "@/components/shell/sign-in-form";
import { Mark } from "@/components/shell/shell";
import { safeReturn } from "@/lib/session";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { back } = await searchParams;
  return (
    <div className="w-full max-w-sm">
      <div className="mb-6 flex items-center gap-2.5">
        <Mark />
        <h1 className="text-xl font-semibold tracking-tight">Sign in to the studio</h1>
      </div>
      <SignInForm back={safeReturn(typeof back === "string" ? back : null)} />
    </div>
  );
}
