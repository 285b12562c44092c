import type { GetQueueAttributesRequest, GetQueueUrlRequest, ListQueuesRequest } from "@aws-sdk/client-sqs";

import type { Store } from "../../store";
import { pageAt } from "../page-at";
import type { Account, Operation } from "../service";
import type { Queue } from "./queue";
import { authorizeByIdentity, findQueue } from "./queue-access";
import { attributeNames, type QueueAttributes } from "./queue-attributes";
import type { Queues } from "./queues";
import { invalidValue, numberIn, queueDoesNotExist, sqsError } from "./sqs-error";

export interface QueueOperationsDeps {
    store: Store;
    account: Account;
    queues: Queues;
}

type WithUrl = { QueueUrl?: string };

/** SQS's operations on queues, which a program makes. */
export function queueOperations(deps: QueueOperationsDeps): Record<string, Operation> {
    const { store, account, queues } = deps;
    return {
        async DeleteQueue(input: WithUrl, call) {
            await queues.delete(findQueue(queues, input, call, "DeleteQueue"));
            return {};
        },

        async GetQueueUrl({ QueueName = "", QueueOwnerAWSAccountId: owner }: GetQueueUrlRequest, call) {
            authorizeByIdentity(call, "sqs:GetQueueUrl", queues.queueArn(QueueName));
            const queue = queues.named(QueueName);
            if (queue === undefined || (owner !== undefined && owner !== account.accountId)) {
                throw queueDoesNotExist();
            }
            return { QueueUrl: queues.url(queue) };
        },

        async ListQueues({ QueueNamePrefix = "", MaxResults, NextToken }: ListQueuesRequest, call) {
            authorizeByIdentity(call, "sqs:ListQueues", "*");
            const pageSize = numberIn("MaxResults", MaxResults, [1, 1000], 1000);
            const names = queues
                .all()
                .map(({ record }) => record.name)
                .filter((name) => name.startsWith(QueueNamePrefix));
            const { page, next } = pageAt(names.sort(), pageSize, NextToken, (token) =>
                invalidValue("NextToken", token, "It is not one that this operation gave."),
            );
            const urls = page.map((name) => queues.url(queues.named(name) as Queue));
            // Only a caller who gave MaxResults gets a token.
            const token = MaxResults === undefined ? undefined : next;
            return { QueueUrls: urls.length > 0 ? urls : undefined, NextToken: token };
        },

        async GetQueueAttributes(input: GetQueueAttributesRequest, call) {
            const queue = findQueue(queues, input, call, "GetQueueAttributes");
            const names: readonly string[] = input.AttributeNames ?? [];
            const unknown = names.find((name) => name !== "All" && !attributeNames.has(name));
            if (unknown !== undefined) {
                throw sqsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
            }
            const all = Object.entries({ ...computedAttributes(queue), ...queue.record.attributes });
            const wanted = all.filter(([name]) => names.includes("All") || names.includes(name));
            return { Attributes: wanted.length > 0 ? Object.fromEntries(wanted) : undefined };
        },

        async PurgeQueue(input: WithUrl, call) {
            await store.write(queues.clear(findQueue(queues, input, call, "PurgeQueue")));
            return {};
        },
    };
}

function computedAttributes(queue: Queue): QueueAttributes {
    const { visible, notVisible, delayed } = queue.counts();
    return {
        QueueArn: queue.arn,
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(notVisible),
        ApproximateNumberOfMessagesDelayed: String(delayed),
        CreatedTimestamp: String(Math.floor(queue.record.createdAt / 1000)),
        LastModifiedTimestamp: String(Math.floor(queue.record.modifiedAt / 1000)),
    };
}
