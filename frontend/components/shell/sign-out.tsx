"use client";

import { LogOut } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";

export function SignOut() {
  const [isBusy, setBusy] = useState(false);

  async function signOut(): Promise<void> {
    setBusy(true);
    try {
      const answer = await fetch("/session", { method: "DELETE" });
      if (!answer.ok) throw new Error(answer.statusText);
      // A whole load forgets everything that was read with the token.
      window.location.assign("/sign-in");
    } catch {
      toast.error("You are still signed in: the page's server does not answer. Try again.");
      setBusy(false);
    }
  }

  return (
    <Button
      look="quiet"
      size="icon"
      aria-label="Sign out"
      title="Sign out"
      icon={<LogOut aria-hidden />}
      isBusy={isBusy}
      onClick={() => void signOut()}
    />
  );
}
