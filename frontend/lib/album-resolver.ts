/** The checks of a new album's form, loaded with the first of them. */
import type { Resolver } from "react-hook-form";
import type { AlbumValues } from "./album-schema";

export const albumResolver: Resolver<AlbumValues> = async (values, context, options) => {
  const [{ zodResolver }, { albumSchema }] = await Promise.all([
    import("@hookform/resolvers/zod"),
    import("./album-schema"),
  ]);
  return zodResolver(albumSchema)(values, context, options);
};
