import { useFormContext, useWatch } from "react-hook-form";
import { Choice, FieldNote } from "@/components/ui/field";
import type { AlbumValues } from "@/lib/album-schema";
import type { ProviderView } from "@/lib/api/types";
import { offersLoops, sayMotionServes } from "@/lib/providers";

/** Stills or loops, where the chosen provider makes both; else what becomes of a wish for loops. */
export function VisualKind({ providers }: { providers: readonly ProviderView[] }) {
  const {
    control,
    register,
    formState: { errors },
  } = useFormContext<AlbumValues>();
  const [chosen, kind] = useWatch({ control, name: ["visual_provider", "visual_kind"] });
  const provider = providers.find((each) => each.kind === "visual" && each.name === chosen);
  if (!offersLoops(provider)) {
    const words = sayMotionServes(provider, kind);
    return words && <p className="text-muted text-sm">{words}</p>;
  }
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1.5 text-sm font-medium">Pictures are</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        <Choice
          type="radio"
          isFramed
          value="still"
          {...register("visual_kind")}
          label={<span className="font-medium">Stills</span>}
          hint="Pictures that the studio moves slowly."
        />
        <Choice
          type="radio"
          isFramed
          value="loop"
          {...register("visual_kind")}
          label={<span className="font-medium">Loops</span>}
          hint="Short clips that repeat without a seam."
        />
      </div>
      <FieldNote error={errors.visual_kind?.message} />
    </fieldset>
  );
}
