import { PageNotFound } from "@/components/ui/page-not-found";

export default function SignInNotFound() {
  return (
    <PageNotFound title="There is no such page" href="/sign-in" label="Sign in">
      The address may be misspelt.
    </PageNotFound>
  );
}
