import type { JsonService, Operation } from "local-cloud";

/**
 * Lets `watch` run each call that a function makes of an operation of a local service: what else calls it, passes by.
 *
 * @param watch gets the request, and `run`, which does what the operation does
 */
export function tap<Request>(
    service: JsonService,
    operation: string,
    watch: (request: Request, run: () => Promise<object>) => Promise<object>,
): void {
    const operations = service.operations as Record<string, Operation>;
    const original = operations[operation] as Operation;
    operations[operation] = (request: Request, call) => {
        const run = () => original(request, call);
        return call.caller.kind === "role" ? watch(request, run) : run();
    };
}
