import { AwsError } from "../../aws-error";
import type { Route } from "./route";
import type { RestApi, Stage } from "./stage";

/** Where a request goes. */
export interface Target {
    stage: Stage;
    route: Route;
    /** What stands in the path for `{name}` and `{name+}`, as the client wrote it; null when there is none. */
    pathParameters: Record<string, string> | null;
    /** The request's path without the stage. */
    path: string;
}

type Destination = Pick<Target, "stage" | "route">;

interface Resource {
    /** Sorts before those of resources that are less specific. */
    shape: string;
    pattern: RegExp;
    /** By HTTP method, or `ANY`. */
    methods: Map<string, Destination & { parameters: readonly string[] }>;
}

/** Which stage and route a request is for. */
export class Routes {
    /** Paths below a stage's name. */
    private readonly staged = new Paths();
    /** Paths without a stage, as under a custom domain name. */
    private readonly bare = new Paths();

    /**
     * @param changed what one of the stages' APIs is to be
     * @throws AwsError `ConflictException` when two APIs have a route that takes the same requests: all share one port
     */
    constructor(
        private readonly stages: readonly Stage[],
        changed?: RestApi,
    ) {
        const seen = new Set<string>();
        for (const stage of stages) {
            const api = changed?.id === stage.api.id ? changed : stage.api;
            // Without a stage in its path, a request goes to the first of an API's stages.
            const isFirst = !seen.has(api.id);
            seen.add(api.id);
            for (const route of api.routes) {
                this.staged.add(`/${stage.name}${route.path}`, { stage, route });
                const other = isFirst ? this.bare.add(route.path, { stage, route })?.stage.api : undefined;
                if (other !== undefined && other.id !== api.id) {
                    throw new AwsError(
                        "ConflictException",
                        `REST APIs "${other.name}" and "${api.name}" both have ${route.method} ${route.path}: ` +
                            "they are served on one port, so their routes must differ",
                        409,
                    );
                }
            }
        }
    }

    /** @param path percent-encoded, without the query */
    find(method: string, path: string): Target | undefined {
        const isStaged = this.stages.some(({ name }) => path.startsWith(name, 1));
        const staged = isStaged ? this.staged.match(method, path) : undefined;
        return staged === undefined
            ? this.bare.match(method, path)
            : { ...staged, path: path.slice(staged.stage.name.length + 1) || "/" };
    }

    /** The stage that answers for a path which leads nowhere; undefined when it cannot be told. */
    answering(path: string): Stage | undefined {
        const [, first] = path.split("/", 2);
        const [only, ...others] = this.stages;
        const named = this.stages.find(({ name }) => name === first);
        return named ?? (others.every(({ api }) => api === only?.api) ? only : undefined);
    }
}

/**
 * Resources by the paths of requests. The path decides before the method does: a resource that lacks the method is not
 * passed over for a less specific one that has it.
 */
class Paths {
    /** The most specific first: with a literal segment, then with `{name}`, then with `{name+}`. */
    private readonly resources: Resource[] = [];
    /** Those without parameters, which are more specific than all others, by their paths. */
    private readonly literal = new Map<string, Resource>();

    /** Adds a route; returns one that was there and takes the same requests, which stays in its place. */
    add(path: string, destination: Destination): Destination | undefined {
        const { method } = destination.route;
        const trimmed = trimSlashes(path);
        const parameters = [...trimmed.matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name = ""]) => name);
        const segments = trimmed.split("/").slice(1).map(readSegment);
        const shape = segments.map(({ order }) => order).join("/");
        let resource = this.resources.find((each) => each.shape === shape);
        if (resource === undefined) {
            const pattern = new RegExp(`^${segments.map((segment) => `/${segment.pattern}`).join("")}$`);
            resource = { shape, pattern, methods: new Map() };
            if (parameters.length === 0) {
                this.literal.set(trimmed, resource);
            }
            this.resources.push(resource);
            this.resources.sort((a, b) => (a.shape < b.shape ? -1 : 1));
        }
        const { methods } = resource;
        const taken =
            methods.get(method) ?? methods.get("ANY") ?? (method === "ANY" ? [...methods.values()][0] : undefined);
        if (!methods.has(method)) {
            methods.set(method, { ...destination, parameters });
        }
        return taken;
    }

    /** @param path slashes at its end do not count */
    match(method: string, path: string): Target | undefined {
        const trimmed = trimSlashes(path);
        const resource = this.literal.get(trimmed) ?? this.resources.find(({ pattern }) => pattern.test(trimmed));
        const found = resource?.methods.get(method) ?? resource?.methods.get("ANY");
        if (resource === undefined || found === undefined) {
            return undefined;
        }
        const { stage, route, parameters } = found;
        const [, ...values] = parameters.length === 0 ? [] : (resource.pattern.exec(trimmed) ?? []);
        const named = parameters.map((name, index) => [name, values[index] ?? ""] as const);
        return { stage, route, pathParameters: named.length > 0 ? Object.fromEntries(named) : null, path };
    }
}

/** How a segment of a route's path sorts, and what it matches. */
function readSegment(segment: string): { order: string; pattern: string } {
    if (!segment.startsWith("{")) {
        return { order: `0${segment}`, pattern: segment.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&") };
    }
    return segment.endsWith("+}") ? { order: "2", pattern: "(.+)" } : { order: "1", pattern: "([^/]+)" };
}

/** Not by a regular expression: it would take long for a path of many slashes. */
function trimSlashes(path: string): string {
    let end = path.length;
    while (path[end - 1] === "/") {
        end--;
    }
    return path.slice(0, end);
}
