import { compilePattern, type Resource } from "local-cloud";

/** A function of the program, as far as it decides what a call costs. */
export interface MeteredFunction {
    /** Its name in the program. */
    name: string;
    arn: string;
    logGroup: string;
    gigabytes: number;
    isTraced: boolean;
}

/** The program's resources of a type such as `aws:sqs/queue:Queue`. */
export function ofType(resources: readonly Resource[], type: string): Resource[] {
    return resources.filter((resource) => resource.type === type);
}

export function findFunctions(resources: readonly Resource[]): MeteredFunction[] {
    return ofType(resources, "aws:lambda/function:Function").map(({ name, inputs, outputs }) => ({
        name,
        arn: outputs.arn as string,
        logGroup: (inputs.loggingConfig as { logGroup: string }).logGroup,
        gigabytes: (inputs.memorySize as number) / 1024,
        isTraced: (inputs.tracingConfig as { mode?: string } | undefined)?.mode === "Active",
    }));
}

/** Gives the ARNs of what the program's rules send an event to, once for each target. */
export function compileRoutes(resources: readonly Resource[]): (event: object) => string[] {
    const rules = ofType(resources, "aws:cloudwatch/eventRule:EventRule").map(({ inputs }) => ({
        name: inputs.name as string,
        pattern: compilePattern(inputs.eventPattern as string),
    }));
    const targets = ofType(resources, "aws:cloudwatch/eventTarget:EventTarget").map(
        ({ inputs }) => inputs as { rule: string; arn: string },
    );
    return (event) => {
        const matched = rules.filter(({ pattern }) => pattern.matches(event)).map(({ name }) => name);
        return targets.filter(({ rule }) => matched.includes(rule)).map(({ arn }) => arn);
    };
}

/** The log groups of the stages' requests. */
export function findAccessLogs(resources: readonly Resource[]): string[] {
    return ofType(resources, "aws:apigateway/stage:Stage").flatMap(({ inputs }) => {
        const { destinationArn } = (inputs.accessLogSettings ?? {}) as { destinationArn?: string };
        return destinationArn?.split(":log-group:")[1] ?? [];
    });
}

/** How many requests a second the API lets in. */
export function readRequestsPerSecond(resources: readonly Resource[]): number {
    const { inputs } = ofType(resources, "aws:apigateway/methodSettings:MethodSettings")[0]!;
    return (inputs.settings as { throttlingRateLimit: number }).throttlingRateLimit;
}

/** For how many days each of the program's archives keeps an event. */
export function readArchiveDays(resources: readonly Resource[]): number[] {
    return ofType(resources, "aws:cloudwatch/eventArchive:EventArchive").map(
        ({ inputs }) => inputs.retentionDays as number,
    );
}

/** For how many days a log group keeps its lines. */
export function readLogDays(resources: readonly Resource[], logGroup: string): number {
    const group = ofType(resources, "aws:cloudwatch/logGroup:LogGroup").find(({ inputs }) => inputs.name === logGroup);
    return group?.inputs.retentionInDays as number;
}
