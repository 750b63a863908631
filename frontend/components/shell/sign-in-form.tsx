"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

/** Asks for the admin token; the page's server checks it and keeps it in a cookie. */
export function SignInForm({ back }: { back: string }) {
  const [token, setToken] = useState("");
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function signIn(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setRefusal(undefined);
    try {
      const answer = await fetch("/session", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token }),
      });
      if (answer.ok) {
        // A whole load, so that everything is read anew with the token.
        window.location.assign(back);
        return;
      }
      setRefusal(((await answer.json()) as { detail: string }).detail);
    } catch {
      setRefusal("The page's server does not answer. Try again in a moment.");
    }
    setBusy(false);
  }

  return (
    <form onSubmit={(event) => void signIn(event)} className="panel space-y-4 p-5" noValidate>
      <Field label="Admin token" hint="The value of ADMIN_TOKEN in the studio's settings." error={refusal}>
        {(control) => (
          <Input
            {...control}
            type="password"
            name="token"
            autoComplete="current-password"
            autoFocus
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="primary" isBusy={isBusy} className="w-full">
        Sign in
      </Button>
    </form>
  );
}
