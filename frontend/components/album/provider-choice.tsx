import Link from "next/link";
import type { UseFormRegisterReturn } from "react-hook-form";
import { Choice, FieldNote } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { ProviderView } from "@/lib/api/types";
import { formatMany } from "@/lib/format";
import { countUnusable, sayProvider, usable } from "@/lib/providers";

interface ProviderChoiceProps {
  kind: "music" | "visual";
  legend: string;
  providers: readonly ProviderView[];
  registration: UseFormRegisterReturn;
  error?: string;
}

/** Who makes the tracks or the pictures: those that are set up, with what each can do and costs. */
export function ProviderChoice({ kind, legend, providers, registration, error }: ProviderChoiceProps) {
  const choices = usable(providers, kind);
  const others = countUnusable(providers, kind);
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      {choices.length === 0 && (
        <Notice tone="bad">
          No provider is set up for this. The <Link href="/system" className="underline">System page</Link> says what each one needs.
        </Notice>
      )}
      <div className="grid gap-2 sm:grid-cols-2">
        {choices.map((provider) => (
          <Choice
            key={provider.name}
            type="radio"
            isFramed
            value={provider.name}
            {...registration}
            label={<span className="font-medium">{provider.label}</span>}
            hint={sayProvider(provider)}
          />
        ))}
      </div>
      <FieldNote error={error} />
      {others > 0 && choices.length > 0 && (
        <p className="text-muted text-sm">
          {formatMany(others, "more provider is", "more providers are")} not set up;{" "}
          <Link href="/system" className="text-accent underline">
            see what is missing
          </Link>
        </p>
      )}
    </fieldset>
  );
}
