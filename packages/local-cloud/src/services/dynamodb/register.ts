import { callAsOwner } from "../call-as-owner";
import type { Registration, ServiceDeps } from "../registration";
import { DynamoDb } from "./dynamo-db";

export function registerDynamoDb({ account, clock, database }: ServiceDeps): Registration<DynamoDb> {
    const service = new DynamoDb({ account, clock, database });
    return {
        service,
        json: service,
        arnService: "dynamodb",
        look: (resource) => callAsOwner(service, "DescribeTable", { TableName: resource.split("/")[1] }),
        lifecycle: service,
    };
}
