import type { Clock } from "../../clock";
import type { PolicyDocument } from "../iam/policy";
import type { RestApiBody } from "./parse-body";
import type { Route } from "./route";
import { TokenBucket, type ThrottleLimits } from "./throttle";

/** A REST API, read. */
export interface RestApi extends RestApiBody {
    id: string;
    name: string;
    /** Changes with the API's body. */
    deploymentId: string;
    /** Who may call it; undefined lets everyone. Counts for a stage from the next deployment on. */
    resourcePolicy?: PolicyDocument;
}

/** What a stage adds to its API. */
export interface StageSettings {
    /** The deployment whose resource policy counts. @default what the API is now */
    deploymentId?: string;
    /** Stage variables. */
    variables?: Readonly<Record<string, string>>;
    accessLog?: {
        /** With `$context` variables. */
        format: string;
        /** The log group's name or ARN. */
        logGroup: string;
    };
    /** Whether X-Ray samples requests. */
    tracing?: boolean;
}

/** Limits of a method, or of all of a stage's. A limit that is missing or negative is AWS's own for an account. */
export interface MethodSettings {
    /** What the execution log has, which is not written here. @default OFF */
    loggingLevel?: "OFF" | "ERROR" | "INFO";
    /** Requests at once. */
    throttlingBurstLimit?: number;
    /** Requests a second. */
    throttlingRateLimit?: number;
}

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const accountLimits: ThrottleLimits = { burst: 5000, rate: 10_000 };

/** A stage of a REST API: what serves requests. */
export class Stage {
    /** By method path, normalised. */
    private readonly methodSettings = new Map<string, MethodSettings>();
    /** By method path; each method has a bucket of its own, also when all share their settings. */
    private readonly buckets = new Map<string, TokenBucket>();

    constructor(
        private readonly clock: Clock,
        public api: RestApi,
        readonly name: string,
        public settings: StageSettings,
    ) {}

    /** @param methodPath a wildcard for both halves, or `resource/path/METHOD` */
    putMethodSettings(methodPath: string, settings: MethodSettings | undefined): void {
        const key = normalised(methodPath);
        if (settings === undefined) {
            this.methodSettings.delete(key);
        } else {
            this.methodSettings.set(key, settings);
        }
        this.buckets.clear();
    }

    /** Whether the stage's limits let one more request of `method` to `route` through. */
    admits(route: Route, method: string): boolean {
        if (this.methodSettings.size === 0) {
            return true;
        }
        const key = normalised(`${route.path}/${method}`);
        let bucket = this.buckets.get(key);
        if (bucket === undefined) {
            const layers = [key, normalised(`${route.path}/ANY`), "*/*"].map((path) => this.methodSettings.get(path));
            const limit = (name: "throttlingBurstLimit" | "throttlingRateLimit") =>
                layers.map((layer) => layer?.[name]).find((value) => value !== undefined && value >= 0);
            bucket = new TokenBucket(this.clock, {
                burst: limit("throttlingBurstLimit") ?? accountLimits.burst,
                rate: limit("throttlingRateLimit") ?? accountLimits.rate,
            });
            this.buckets.set(key, bucket);
        }
        return bucket.take();
    }

    /** The ARN of the function behind `route`, with the stage's variables in it. */
    functionArn(route: Route): string {
        const variables = new Map(Object.entries(this.settings.variables ?? {}));
        return route.functionArn.replace(
            /\$\{stageVariables\.(\w+)\}/g,
            (_, name: string) => variables.get(name) ?? "",
        );
    }
}

/** Method paths come with `~1` for `/`, as in AWS's API, or plain, as Pulumi has them; the first slash may be missing. */
function normalised(methodPath: string): string {
    return methodPath.replaceAll("~1", "/").replace(/^\/+/, "");
}
