import { CircleAlert } from "lucide-react";
import { sentence } from "@/lib/api/problem";
import { Button } from "./button";
import { EmptyState } from "./empty-state";

interface ErrorStateProps {
  /** What could not be shown, such as `The jobs could not be loaded`. */
  title: string;
  error: unknown;
  onRetry: () => void;
  isRetrying?: boolean;
}

/** What a list or panel says when it could not be read. It recovers by itself with the API, too. */
export function ErrorState({ title, error, onRetry, isRetrying = false }: ErrorStateProps) {
  return (
    <div role="alert">
      <EmptyState
        icon={<CircleAlert />}
        title={title}
        action={
          <Button onClick={onRetry} isBusy={isRetrying}>
            Try again
          </Button>
        }
      >
        {sentence(error)}
      </EmptyState>
    </div>
  );
}
