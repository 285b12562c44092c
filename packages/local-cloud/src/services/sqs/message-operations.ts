import type {
    ChangeMessageVisibilityBatchRequest,
    ChangeMessageVisibilityRequest,
    DeleteMessageBatchRequest,
    DeleteMessageRequest,
} from "@aws-sdk/client-sqs";

import type { Clock } from "../../clock";
import type { Write } from "../../store";
import type { Call, Caller, MetricSink, Operation } from "../service";
import { batchResponse, forEachEntry } from "./batch";
import { changeVisibility, deleteMessage } from "./change-message";
import type { Queue } from "./queue";
import { findQueue } from "./queue-access";
import { maxMessageBytes } from "./queue-attributes";
import { receiveMessages, type ReceiveInput } from "./receive-message";
import { type Accepted, acceptMessage, measureSize, type Outgoing, type SendDeps, type Sender } from "./send-message";
import { sqsError } from "./sqs-error";

export interface MessageOperationsDeps extends SendDeps {
    /** The one that long polls go by. */
    pollClock: Clock;
    metrics: MetricSink;
    /** Aborts when the service stops: long polls end. */
    stopping: () => AbortSignal;
}

type WithUrl = { QueueUrl?: string };

/** SQS's operations on messages. */
export function messageOperations(deps: MessageOperationsDeps): Record<string, Operation> {
    const { store, clock, queues, metrics } = deps;
    const put = (queue: Queue, metric: string, value: number, unit = "Count") =>
        metrics.put("AWS/SQS", metric, { QueueName: queue.record.name }, value, unit);
    const finish = async (queue: Queue, accepted: readonly Accepted[]) => {
        await store.write(accepted.flatMap(({ writes }) => writes));
        for (const message of accepted) {
            message.done();
            put(queue, "SentMessageSize", message.size, "Bytes");
        }
        put(queue, "NumberOfMessagesSent", accepted.length);
    };
    const writeEach = async <E extends { Id?: string }>(entries: E[] | undefined, act: (entry: E) => Write[]) => {
        const { successful, failed } = forEachEntry(entries, (entry) => ({ writes: act(entry) }));
        await store.write(successful.flatMap(({ writes }) => writes));
        const ids = successful.map(({ Id }) => ({ Id }));
        return batchResponse(ids, failed);
    };

    return {
        async SendMessage(input: Outgoing & WithUrl, call) {
            const queue = findQueue(queues, input, call, "SendMessage");
            const accepted = acceptMessage(deps, queue, input, readSender(call));
            await finish(queue, [accepted]);
            return accepted.response;
        },

        async SendMessageBatch(input: WithUrl & { Entries?: (Outgoing & { Id?: string })[] }, call) {
            const queue = findQueue(queues, input, call, "SendMessage");
            const entries = input.Entries ?? [];
            const size = entries.reduce((sum, entry) => sum + measureSize(entry), 0);
            if (size > maxMessageBytes) {
                throw sqsError(
                    "BatchRequestTooLong",
                    `Batch requests cannot be longer than ${maxMessageBytes} bytes. You have sent ${size} bytes.`,
                );
            }
            const { successful, failed } = forEachEntry(entries, (entry) => ({
                accepted: acceptMessage(deps, queue, entry, readSender(call)),
            }));
            await finish(
                queue,
                successful.map(({ accepted }) => accepted),
            );
            return batchResponse(
                successful.map(({ Id, accepted }) => ({ Id, ...accepted.response })),
                failed,
            );
        },

        async ReceiveMessage(input: ReceiveInput & WithUrl, call) {
            const queue = findQueue(queues, input, call, "ReceiveMessage");
            const messages = await receiveMessages(deps, queue, input, [call.signal, deps.stopping()]);
            if (messages.length === 0) {
                put(queue, "NumberOfEmptyReceives", 1);
                return {};
            }
            put(queue, "NumberOfMessagesReceived", messages.length);
            return { Messages: messages };
        },

        async DeleteMessage(input: DeleteMessageRequest, call) {
            const queue = findQueue(queues, input, call, "DeleteMessage");
            await store.write(deleteMessage(queues, queue, input.ReceiptHandle));
            put(queue, "NumberOfMessagesDeleted", 1);
            return {};
        },

        async DeleteMessageBatch(input: DeleteMessageBatchRequest, call) {
            const queue = findQueue(queues, input, call, "DeleteMessage");
            const answer = await writeEach(input.Entries, (entry) => deleteMessage(queues, queue, entry.ReceiptHandle));
            put(queue, "NumberOfMessagesDeleted", answer.Successful.length);
            return answer;
        },

        async ChangeMessageVisibility(input: ChangeMessageVisibilityRequest, call) {
            const queue = findQueue(queues, input, call, "ChangeMessageVisibility");
            await store.write(changeVisibility(queues, clock, queue, input.ReceiptHandle, input.VisibilityTimeout));
            return {};
        },

        async ChangeMessageVisibilityBatch(input: ChangeMessageVisibilityBatchRequest, call) {
            const queue = findQueue(queues, input, call, "ChangeMessageVisibility");
            return writeEach(input.Entries, ({ ReceiptHandle, VisibilityTimeout }) =>
                changeVisibility(queues, clock, queue, ReceiptHandle, VisibilityTimeout),
            );
        },
    };
}

function readSender({ caller, headers }: Call): Sender {
    const traceHeader = headers["x-amzn-trace-id"];
    return { id: nameSender(caller), traceHeader: typeof traceHeader === "string" ? traceHeader : undefined };
}

/** AWS has opaque ids here; a role's name and a service's principal say more. */
function nameSender(caller: Caller): string {
    if (caller.kind === "role") {
        return caller.roleArn.slice(caller.roleArn.lastIndexOf("/") + 1);
    }
    return caller.kind === "service" ? caller.principal : "admin";
}
