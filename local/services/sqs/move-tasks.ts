import { randomUUID } from "node:crypto";

import type { Clock } from "../../clock";
import type { Collection, Store } from "../../store";
import type { Queue } from "./queue";
import type { Queues } from "./queues";
import { parseTaskHandle, taskHandle } from "./task-handle";
import { invalidValue, numberIn, resourceNotFound, sqsError } from "./sqs-error";

/** A redrive, as it is stored. */
interface MoveTask {
    id: string;
    sourceArn: string;
    destinationArn?: string;
    perSecond?: number;
    status: "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";
    moved: number;
    toMove: number;
    failureReason?: string;
    /** Milliseconds since the epoch. */
    startedAt: number;
}

/**
 * Moves messages back from dead-letter queues. Only queues that are the dead-letter queue of another queue can be a
 * source; the on-failure queue of a function or a rule cannot.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export class MoveTasks {
    private readonly tasks = new Map<string, MoveTask>();
    private readonly collection: Collection<MoveTask>;
    private readonly running = new Set<Promise<void>>();
    private stopping = new AbortController();

    constructor(
        private readonly store: Store,
        private readonly clock: Clock,
        private readonly queues: Queues,
    ) {
        this.collection = store.collection("sqs/move-tasks");
    }

    /** Loads the tasks and goes on with those that were running. */
    async start(): Promise<void> {
        this.stopping = new AbortController();
        this.tasks.clear();
        for await (const [key, task] of this.collection.entries()) {
            this.tasks.set(key, task);
        }
        for (const [key, task] of this.tasks) {
            if (task.status === "RUNNING" || task.status === "CANCELLING") {
                this.run(key, task);
            }
        }
    }

    /** Stops after the message that is being moved; `start` goes on from there. */
    async stop(): Promise<void> {
        this.stopping.abort();
        await Promise.all(this.running);
    }

    /** @returns the task's handle */
    async begin(source: Queue, destinationArn: string | undefined, perSecond: number | undefined): Promise<string> {
        if (this.queues.sourcesOf(source.arn).length === 0) {
            throw sqsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
        }
        if (destinationArn === source.arn) {
            throw invalidValue("DestinationArn", destinationArn, "Source and destination queues cannot be the same.");
        }
        if (destinationArn !== undefined) {
            const destination = this.queues.withArn(destinationArn);
            if (destination === undefined) {
                throw resourceNotFound(
                    "The resource that you specified for the DestinationArn parameter doesn't exist.",
                );
            }
            if (destination.isFifo !== source.isFifo) {
                throw invalidValue("DestinationArn", destinationArn, "Both queues must be of the same type.");
            }
        }
        if (perSecond !== undefined) {
            numberIn("MaxNumberOfMessagesPerSecond", perSecond, [1, 500], 1);
        }
        if (this.of(source.arn).some(({ status }) => status === "RUNNING" || status === "CANCELLING")) {
            throw sqsError(
                "InvalidParameterValue",
                "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
            );
        }
        const task: MoveTask = {
            id: randomUUID(),
            sourceArn: source.arn,
            destinationArn,
            perSecond,
            status: "RUNNING",
            moved: 0,
            toMove: source.counts().visible,
            startedAt: this.clock.now(),
        };
        const key = this.store.orderedId();
        this.tasks.set(key, task);
        await this.store.write([this.collection.put(key, task)]);
        this.run(key, task);
        return taskHandle(task);
    }

    /** The latest tasks of a source, the last one first. */
    list(sourceArn: string, most: number): object[] {
        return this.of(sourceArn)
            .reverse()
            .slice(0, most)
            .map((task) => ({
                TaskHandle: task.status === "RUNNING" ? taskHandle(task) : undefined,
                Status: task.status,
                SourceArn: task.sourceArn,
                DestinationArn: task.destinationArn,
                MaxNumberOfMessagesPerSecond: task.perSecond,
                ApproximateNumberOfMessagesMoved: task.moved,
                ApproximateNumberOfMessagesToMove: task.toMove,
                FailureReason: task.failureReason,
                StartedTimestamp: task.startedAt,
            }));
    }

    /** @returns how many messages the task has moved */
    async cancel(handle: string): Promise<number> {
        const { taskId, sourceArn } = parseTaskHandle(handle);
        if (this.queues.withArn(sourceArn) === undefined) {
            throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
        }
        const [key, task] = [...this.tasks].find(([, one]) => one.id === taskId) ?? [];
        if (key === undefined || task === undefined) {
            throw resourceNotFound("Task does not exist.");
        }
        if (task.status !== "RUNNING") {
            throw sqsError("InvalidParameterValue", "Only active tasks can be cancelled.");
        }
        task.status = "CANCELLING";
        await this.store.write([this.collection.put(key, task)]);
        return task.moved;
    }

    /** The source of the task with this handle. */
    sourceOf(handle: string): string {
        return parseTaskHandle(handle).sourceArn;
    }

    private of(sourceArn: string): MoveTask[] {
        return [...this.tasks.values()].filter((task) => task.sourceArn === sourceArn);
    }

    private run(key: string, task: MoveTask): void {
        const running = this.moveAll(key, task)
            .catch((error: Error) => {
                // The store failed. What was moved is moved; the next start goes on with the rest.
                task.status = "FAILED";
                task.failureReason = error.message;
            })
            .finally(() => this.running.delete(running));
        this.running.add(running);
    }

    private async moveAll(key: string, task: MoveTask): Promise<void> {
        while (!this.stopping.signal.aborted) {
            if (task.perSecond !== undefined) {
                await this.pause(1000 / task.perSecond);
            }
            if (this.stopping.signal.aborted) {
                return;
            }
            const end = task.status === "CANCELLING" ? "CANCELLED" : await this.moveOne(key, task);
            if (end !== undefined) {
                task.status = end;
                await this.store.write([this.collection.put(key, task)]);
                return;
            }
        }
    }

    /** Moves the next message, if there is one; how the task ends, when it does. */
    private async moveOne(key: string, task: MoveTask): Promise<"COMPLETED" | "FAILED" | undefined> {
        const source = this.queues.withArn(task.sourceArn);
        const message = source?.next();
        if (source === undefined || message === undefined) {
            return "COMPLETED";
        }
        const destinationArn = task.destinationArn ?? message.state.sourceArn;
        const destination = destinationArn === undefined ? undefined : this.queues.withArn(destinationArn);
        if (destination === undefined) {
            task.failureReason =
                destinationArn === undefined
                    ? "CouldNotDetermineMessageSource"
                    : "AWS.SimpleQueueService.NonExistentQueue";
            return "FAILED";
        }
        // A redriven message is a new one: new id, new time. Source:
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
        const changes = { messageId: randomUUID(), sentAt: this.clock.now(), sourceArn: undefined };
        const { moved, writes } = this.queues.move(source, message, destination, changes);
        task.moved++;
        await this.store.write([...writes, this.collection.put(key, task)]);
        destination.add(moved);
        return undefined;
    }

    private async pause(milliseconds: number): Promise<void> {
        const { signal } = this.stopping;
        await new Promise<void>((resolve) => {
            const done = () => {
                timer.cancel();
                signal.removeEventListener("abort", done);
                resolve();
            };
            const timer = this.clock.after(milliseconds, done);
            signal.addEventListener("abort", done);
        });
    }
}
