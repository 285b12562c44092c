/** What a request asks for. */
export interface Call {
    /** The path's variable parts, by name. */
    params: Readonly<Record<string, string>>;
    query: URLSearchParams;
    /** The JSON that was posted; undefined for GET. */
    body: unknown;
}

/** One thing that the server answers, under `/api`. Only `POST` changes anything. */
export interface Route {
    method: "GET" | "POST";
    /** Such as `/events/:id`. */
    path: string;
    /** @returns what is sent as JSON */
    answer(call: Call): Promise<unknown>;
}

/** The route of a path, and the path's variable parts. */
export function findRoute<R extends Pick<Route, "path">>(
    routes: readonly R[],
    path: string,
): { route: R; params: Record<string, string> } | undefined {
    const parts = path.split("/");
    for (const route of routes) {
        const pattern = route.path.split("/");
        const isMatch =
            pattern.length === parts.length && pattern.every((one, i) => one[0] === ":" || one === parts[i]);
        if (isMatch) {
            const pairs = pattern.flatMap((one, i) => (one[0] === ":" ? [[one.slice(1), decode(parts[i] ?? "")]] : []));
            return { route, params: Object.fromEntries(pairs) as Record<string, string> };
        }
    }
    return undefined;
}

function decode(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}
