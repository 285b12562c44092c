import { AwsError } from "../../aws-error";
import { callAsOwner } from "../call-as-owner";
import type { Registration, ServiceDeps } from "../registration";
import { DynamoDb } from "./dynamo-db";

export function registerDynamoDb({ account, clock, database }: ServiceDeps): Registration<DynamoDb> {
    const service = new DynamoDb({ account, clock, database });
    return {
        service,
        json: [service, service.streamsApi],
        arnService: "dynamodb",
        look: (resource, arn) =>
            resource.includes("/stream/") && service.findStream(arn) === undefined
                ? Promise.reject(
                      new AwsError("ResourceNotFoundException", `Requested resource not found: Stream: ${arn}`),
                  )
                : callAsOwner(service, "DescribeTable", { TableName: resource.split("/")[1] }),
        lifecycle: service,
    };
}
