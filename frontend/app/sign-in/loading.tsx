import { Loading, Skeleton } from "@/components/ui/skeleton";

export default function SignInLoading() {
  return (
    <Loading label="Loading the sign-in page">
      <div className="w-96 max-w-full space-y-4">
        <Skeleton className="h-7 w-64" />
        <Skeleton className="h-9 w-full" />
        <Skeleton className="h-9 w-24" />
      </div>
    </Loading>
  );
}
