import type { ApiGateway } from "./services/apigateway/api-gateway";
import type { DynamoDb } from "./services/dynamodb/dynamo-db";
import type { EventBridge } from "./services/eventbridge/event-bridge";
import type { Iam } from "./services/iam/iam";
import type { Lambda } from "./services/lambda/lambda";
import type { Logs } from "./services/logs/logs";
import type { SecretsManager } from "./services/secretsmanager/secrets-manager";
import type { Account, ApiService } from "./services/service";
import type { Sqs } from "./services/sqs/sqs";

/** The services of the local cloud, as the resource types use them. */
export interface CloudServices {
    account: Account;
    gateway: ApiGateway;
    lambda: Lambda;
    events: EventBridge;
    sqs: Sqs;
    dynamodb: DynamoDb;
    secrets: SecretsManager;
    iam: Iam;
    logs: Logs;
    /** Calls an operation of `service` as the account's owner. Throws `AwsError`. */
    call<Output extends object>(service: ApiService, operation: string, input: object): Promise<Output>;
}
