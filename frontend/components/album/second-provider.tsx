import { useFormContext, useWatch } from "react-hook-form";
import { Field, Select } from "@/components/ui/field";
import type { AlbumValues } from "@/lib/album-schema";
import type { ProviderView } from "@/lib/api/types";
import { sayPrice, standIns } from "@/lib/providers";

interface SecondProviderProps {
  kind: "music" | "visual";
  providers: readonly ProviderView[];
}

/** Who takes over where the chosen provider cannot go on; nothing where nobody could. */
export function SecondProvider({ kind, providers }: SecondProviderProps) {
  const {
    control,
    register,
    formState: { errors },
  } = useFormContext<AlbumValues>();
  const first = useWatch({ control, name: `${kind}_provider` });
  const name = `second_${kind}_provider` as const;
  const choices = standIns(providers, kind, first);
  if (choices.length === 0) return null;
  return (
    <Field
      label={kind === "music" ? "If it cannot go on with the tracks" : "If it cannot go on with the pictures"}
      hint="Where its balance is used up or its key refused. What it has made is kept."
      error={errors[name]?.message}
    >
      {(each) => (
        // The key lets the list take a value whose option has only just come.
        <Select key={first} {...each} {...register(name)}>
          <option value="">Stop and ask</option>
          {choices.map((provider) => (
            <option key={provider.name} value={provider.name}>
              {provider.label} makes the rest ({sayPrice(provider)})
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
