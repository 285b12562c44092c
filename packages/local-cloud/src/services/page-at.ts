import type { AwsError } from "../aws-error";

/**
 * One page of a list whose tokens are places in it; `next` is the token of the page after, if there is one.
 *
 * @param token of the page before
 * @param invalid makes the service's own error of a token that is none
 * @throws AwsError
 */
export function pageAt<T>(
    items: readonly T[],
    size: number,
    token: string | undefined,
    invalid: (token: string) => AwsError,
): { page: T[]; next: string | undefined } {
    if (token !== undefined && !/^\d+$/.test(token)) {
        throw invalid(token);
    }
    const start = Number(token ?? 0);
    const end = start + size;
    return { page: items.slice(start, end), next: end < items.length ? String(end) : undefined };
}
