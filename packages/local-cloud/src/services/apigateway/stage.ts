import type { Clock } from "../../clock";
import type { PolicyDocument } from "../iam/policy";
import type { RestApiBody } from "./parse-body";
import type { Route } from "./route";

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
const accountLimits = { burst: 5000, rate: 10_000 };

/**
 * A stage of a REST API: what serves requests. Each of its methods has a token bucket, which holds as many tokens as the
 * limit of requests at once and gains as many as that of requests a second; a request takes one.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class Stage {
    private methodSettings?: MethodSettings;
    /** By path and method. */
    private readonly buckets = new Map<string, { tokens: number; filledAt: number }>();

    /** @param deployments the APIs' resource policies as they were deployed, by deployment */
    constructor(
        private readonly clock: Clock,
        private readonly deployments: ReadonlyMap<string, PolicyDocument | undefined>,
        public api: RestApi,
        readonly name: string,
        public settings: StageSettings,
    ) {}

    /** Who may call it; undefined lets everyone. */
    get resourcePolicy(): PolicyDocument | undefined {
        const { deploymentId = "" } = this.settings;
        return this.deployments.has(deploymentId) ? this.deployments.get(deploymentId) : this.api.resourcePolicy;
    }

    putMethodSettings(settings: MethodSettings | undefined): void {
        this.methodSettings = settings;
        this.buckets.clear();
    }

    /** Whether the stage's limits let one more request of `method` to `route` through. */
    admits(route: Route, method: string): boolean {
        if (this.methodSettings === undefined) {
            return true;
        }
        const { throttlingBurstLimit = -1, throttlingRateLimit = -1 } = this.methodSettings;
        const burst = throttlingBurstLimit >= 0 ? throttlingBurstLimit : accountLimits.burst;
        const rate = throttlingRateLimit >= 0 ? throttlingRateLimit : accountLimits.rate;
        const now = this.clock.now();
        const key = `${route.path}/${method}`;
        const bucket = this.buckets.get(key) ?? { tokens: burst, filledAt: now };
        const gained = (Math.max(0, this.clock.since(bucket.filledAt)) / 1000) * rate;
        const tokens = Math.min(burst, bucket.tokens + gained);
        const isAdmitted = tokens >= 1;
        this.buckets.set(key, { tokens: isAdmitted ? tokens - 1 : tokens, filledAt: now });
        return isAdmitted;
    }
}
