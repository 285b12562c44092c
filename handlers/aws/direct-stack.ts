/** A step of an SDK client's call: takes what comes next, and gives what takes its place. */
export type Middleware = (next: Handler, context: object) => Handler;

export type Handler = (args: never) => Promise<unknown>;

/** As far as clients and commands use it: an SDK client's `middlewareStack`. */
export interface Stack {
    add(middleware: Middleware, options?: { name?: string }): void;
    addRelativeTo(middleware: Middleware, options: { name?: string; relation: string; toMiddleware: string }): void;
    use(plugin: { applyToStack(stack: Stack): void }): void;
    applyToStack(stack: Stack): void;
    concat(from: Stack): Stack;
    clone(): Stack;
    remove(): boolean;
    removeByTag(): boolean;
    identify(): string[];
    identifyOnResolve(): boolean;
    resolve(send: Handler, context: object): Handler;
}

const serializer = "serializerMiddleware";
const deserializer = "deserializerMiddleware";

/** What each command brings to find its endpoint with, at every call. */
const endpointRules = "endpointV2Middleware";

export interface DirectSteps {
    /** The SDK's: the operation's input becomes a request. */
    serialize: Middleware;
    /** The SDK's: tries again what may be tried again. */
    retry: Middleware;
    /** Completes the request: each attempt is signed anew. */
    sign: Middleware;
    /** The SDK's: the response becomes the operation's output, or an exception of the service. */
    deserialize: Middleware;
}

interface Added {
    middleware: Middleware;
    name: string | undefined;
    before: string;
}

/**
 * A client's way from an operation to its request and back, in four steps. The SDK's own stack has some fifteen, and is
 * copied, sorted and made anew for each call. What a command adds in front of `steps.serialize` and `steps.deserialize`
 * (the document client's marshalling) has its place; what is added elsewhere belongs to a step that is not here, and is left
 * out.
 */
export function createDirectStack(steps: DirectSteps, added: readonly Added[] = []): Stack {
    let own = added;
    const stack: Stack = {
        add: () => undefined,
        addRelativeTo: (middleware, { name, relation, toMiddleware }) => {
            if (name !== endpointRules && relation === "before" && [serializer, deserializer].includes(toMiddleware)) {
                const others = own.filter((one) => one.name === undefined || one.name !== name);
                own = [...others, { middleware, name, before: toMiddleware }];
            }
        },
        use: (plugin) => plugin.applyToStack(stack),
        applyToStack: (target) =>
            own.forEach(({ middleware, name, before }) =>
                target.addRelativeTo(middleware, { name, relation: "before", toMiddleware: before }),
            ),
        concat: (from) => {
            const both = createDirectStack(steps, own);
            from.applyToStack(both);
            return both;
        },
        clone: () => createDirectStack(steps, own),
        remove: () => false,
        removeByTag: () => false,
        identify: () => [`${serializer} - serialize`, `${deserializer} - deserialize`],
        identifyOnResolve: () => false,
        resolve: (send, context) => {
            const around = (next: Handler, step: string) =>
                own.reduceRight(
                    (inner, { middleware, before }) => (before === step ? middleware(inner, context) : inner),
                    next,
                );
            const attempt = around(steps.deserialize(steps.sign(send, context), context), deserializer);
            return around(steps.serialize(steps.retry(attempt, context), context), serializer);
        },
    };
    return stack;
}
