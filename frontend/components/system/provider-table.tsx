import { Badge, Status } from "@/components/ui/status";
import { Moment } from "@/components/ui/time";
import type { ProviderView } from "@/lib/api/types";
import { sayAccount, sayProvider } from "@/lib/providers";
import { Section } from "@/components/ui/section";

interface ProviderTableProps {
  kind: "prompts" | "music" | "visual";
  title: string;
  providers: readonly ProviderView[];
}

/** The providers of one kind: what each is, what it costs, and what it lacks. */
export function ProviderTable({ kind, title, providers }: ProviderTableProps) {
  return (
    <Section title={title}>
      <ul className="panel overflow-hidden">
        {providers
          .filter((provider) => provider.kind === kind)
          .sort((one, other) => rank(one) - rank(other))
          .map((provider) => (
            <ProviderRow key={provider.name} provider={provider} />
          ))}
      </ul>
    </Section>
  );
}

/** The default first, then what else can be used. */
function rank(provider: ProviderView): number {
  return Number(!provider.is_default) + 2 * Number(provider.problem !== null);
}

function ProviderRow({ provider }: { provider: ProviderView }) {
  const isReady = provider.problem === null;
  return (
    <li className="border-line grid gap-x-6 gap-y-2 border-b px-4 py-3 text-sm last:border-b-0 sm:grid-cols-[1fr_auto]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{provider.label}</span>
          <code className="text-muted text-xs">{provider.name}</code>
          {provider.is_default && <Badge>Default</Badge>}
          {provider.makes_placeholders && <Badge>Rehearsal</Badge>}
        </p>
        <p className="text-muted mt-0.5">{sayProvider(provider)}</p>
        {provider.account && <p className="text-muted mt-0.5 tabular-nums">{sayAccount(provider.account)}</p>}
        {!isReady && <p className="mt-1 wrap-anywhere">{provider.problem}</p>}
        {provider.closed_reason && (
          <p className="mt-1 wrap-anywhere">
            {provider.closed_reason}{" "}
            {provider.closed_until ? (
              <>
                It is tried again <Moment at={provider.closed_until} />.
              </>
            ) : (
              "It is tried again when you start or resume a job that uses it."
            )}
          </p>
        )}
      </div>
      {provider.closed_reason ? (
        <Status tone="waiting" className="self-start">
          Closed for now
        </Status>
      ) : (
        <Status tone={isReady ? "good" : "neutral"} className="self-start">
          {isReady ? "Ready" : "Not set up"}
        </Status>
      )}
    </li>
  );
}
