/** Says what is wrong. */
export function Problem({ message, onRetry }: { message: string; onRetry?: () => void }) {
    return (
        <p class="problem" role="alert">
            {message}
            {onRetry && <button onClick={onRetry}>Try again</button>}
        </p>
    );
}
