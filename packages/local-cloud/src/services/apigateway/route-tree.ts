/** What a path leads to. */
export interface RouteMatch<T> {
    value: T;
    /** What stands in the path for `{name}` and `{name+}`, as the client wrote it; null when there is none. */
    pathParameters: Record<string, string> | null;
}

interface Entry<T> {
    value: T;
    parameterNames: readonly string[];
}

class Node<T> {
    readonly literals = new Map<string, Node<T>>();
    variable?: Node<T>;
    greedy?: Node<T>;
    /** By HTTP method, or `ANY`. */
    readonly methods = new Map<string, Entry<T>>();
}

/**
 * Finds what a request's method and path lead to, the most specific first: a literal segment, then `{name}`, then
 * `{name+}`. The path decides before the method does: a resource that lacks the method is not passed over for a less
 * specific one that has it.
 */
export class RouteTree<T> {
    private readonly root = new Node<T>();

    /** Adds a route, unless there is one for the same path and method already: then returns that one's value. */
    add(method: string, path: string, value: T): T | undefined {
        const parameterNames: string[] = [];
        let node = this.root;
        for (const segment of splitPath(path)) {
            const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(segment) ?? [];
            if (name === undefined) {
                const next = node.literals.get(segment) ?? new Node<T>();
                node.literals.set(segment, next);
                node = next;
                continue;
            }
            parameterNames.push(name);
            node = plus === "+" ? (node.greedy ??= new Node<T>()) : (node.variable ??= new Node<T>());
        }
        const taken = node.methods.get(method);
        if (taken !== undefined) {
            return taken.value;
        }
        node.methods.set(method, { value, parameterNames });
        return undefined;
    }

    /** @param path percent-encoded, without the query; slashes at its end do not count */
    match(method: string, path: string): RouteMatch<T> | undefined {
        const values: string[] = [];
        const node = find(this.root, splitPath(path), 0, values);
        const entry = node?.methods.get(method) ?? node?.methods.get("ANY");
        if (entry === undefined) {
            return undefined;
        }
        const parameters = entry.parameterNames.map((name, index) => [name, values[index] ?? ""] as const);
        return {
            value: entry.value,
            pathParameters: parameters.length > 0 ? Object.fromEntries(parameters) : null,
        };
    }
}

/** The node at the end of `segments`; leaves what stands for parameters in `values`. */
function find<T>(node: Node<T>, segments: readonly string[], from: number, values: string[]): Node<T> | undefined {
    const segment = segments[from];
    if (segment === undefined) {
        return node.methods.size > 0 ? node : undefined;
    }
    const literal = node.literals.get(segment);
    const byLiteral = literal && find(literal, segments, from + 1, values);
    if (byLiteral !== undefined) {
        return byLiteral;
    }
    if (node.variable !== undefined && segment !== "") {
        values.push(segment);
        const byVariable = find(node.variable, segments, from + 1, values);
        if (byVariable !== undefined) {
            return byVariable;
        }
        values.pop();
    }
    if (node.greedy !== undefined) {
        values.push(segments.slice(from).join("/"));
    }
    return node.greedy;
}

function splitPath(path: string): string[] {
    let end = path.length;
    while (end > 0 && path[end - 1] === "/") {
        end--;
    }
    const trimmed = path.slice(path.startsWith("/") ? 1 : 0, end);
    return trimmed === "" ? [] : trimmed.split("/");
}
