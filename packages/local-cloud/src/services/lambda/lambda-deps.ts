import type { Observe } from "../../observation";
import type { ServiceDeps } from "../registration";
import type { Authorize, Credentials, LogSink, MetricSink, RecordStream } from "../service";
import type { PoolSettings } from "./environments/environment-pool";

export interface LambdaDeps extends Pick<
    ServiceDeps,
    "store" | "clock" | "account" | "functionEnvironment" | "target"
> {
    metrics: MetricSink;
    logs: LogSink;
    /** Where functions' code is laid out; everything in it is Lambda's. */
    folder: string;
    /** The URL that functions reach AWS's APIs by. */
    awsEndpoint: () => string;
    /** Those of a session of a role, which goes by the function's name. */
    credentials: (roleArn: string, session: string) => Credentials;
    /** Returns when `caller` may do `action` on `resource`; throws `AwsError` `AccessDeniedException` when not. */
    authorize: Authorize;
    /** The stream of records with an ARN, which functions may read. @default there is none */
    findStream?: (arn: string) => RecordStream | undefined;
    /** How many invocations of all functions may run at once. @default 1000, AWS's default */
    accountConcurrency?: number;
    /** How many asynchronous invocations of one function run at once. @default 10 */
    asyncConcurrency?: number;
    /** How a function's environments grow in number. */
    environments?: Partial<PoolSettings>;
    observe?: Observe;
}
