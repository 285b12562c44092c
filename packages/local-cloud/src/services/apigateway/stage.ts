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
    accessLog?: {
        /** With `$context` variables. */
        format: string;
        /** The log group's name or ARN. */
        logGroup: string;
    };
    /** Whether X-Ray samples requests. */
    tracing?: boolean;
}

/** Limits of each method of a stage. A limit that is missing or negative is AWS's own for an account. */
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
    private methodSettings?: MethodSettings;
    /** By path and method: each method has a bucket of its own. */
    private readonly buckets = new Map<string, TokenBucket>();

    constructor(
        private readonly clock: Clock,
        public api: RestApi,
        readonly name: string,
        public settings: StageSettings,
    ) {}

    putMethodSettings(settings: MethodSettings | undefined): void {
        this.methodSettings = settings;
        this.buckets.clear();
    }

    /** Whether the stage's limits let one more request of `method` to `route` through. */
    admits(route: Route, method: string): boolean {
        if (this.methodSettings === undefined) {
            return true;
        }
        const key = `${route.path}/${method}`;
        let bucket = this.buckets.get(key);
        if (bucket === undefined) {
            const { throttlingBurstLimit: burst = -1, throttlingRateLimit: rate = -1 } = this.methodSettings;
            bucket = new TokenBucket(this.clock, {
                burst: burst >= 0 ? burst : accountLimits.burst,
                rate: rate >= 0 ? rate : accountLimits.rate,
            });
            this.buckets.set(key, bucket);
        }
        return bucket.take();
    }
}
