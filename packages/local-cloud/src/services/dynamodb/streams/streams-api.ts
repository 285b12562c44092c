import { AwsError } from "../../../aws-error";
import type { Call, JsonService, Operation, RecordStream } from "../../service";
import type { Context } from "../context";
import { validationError } from "../validation-error";
import { parseIterator, type Position, writeIterator } from "./shard-iterator";
import { parseStreamArn, streamArn } from "./stream-arn";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
const maxRecords = 1000;
const maxAnswerBytes = 1024 * 1024;
const maxListed = 100;

interface StreamInput {
    StreamArn?: string;
    TableName?: string;
    ExclusiveStartStreamArn?: string;
    ExclusiveStartShardId?: string;
    ShardId?: string;
    ShardIteratorType?: string;
    SequenceNumber?: string;
    ShardIterator?: string;
    Limit?: number;
}

/**
 * DynamoDB Streams: for people who look into a stream, above all for what the record of a failed batch points to.
 * Functions get their records without it.
 */
export class StreamsApi implements JsonService {
    readonly name = "DynamoDB Streams";
    readonly targetPrefix = "DynamoDBStreams_20120810";
    readonly jsonVersion = "1.0";
    readonly operations: Readonly<Record<string, Operation>> = {
        ListStreams: (input: StreamInput, call) => this.list(input, call),
        DescribeStream: (input: StreamInput, call) => this.describe(input, call),
        GetShardIterator: (input: StreamInput, call) => this.createIterator(input, call),
        GetRecords: (input: StreamInput, call) => this.read(input, call),
    };

    constructor(private readonly context: Context) {}

    private async list(input: StreamInput, call: Call): Promise<object> {
        const { account, storage } = this.context;
        const { TableName: given, ExclusiveStartStreamArn: after = "", Limit: limit = maxListed } = input;
        call.authorize("dynamodb:ListStreams", streamArn(account, given ?? "*", "*"));
        const all = storage
            .names()
            .filter((name) => given === undefined || name === given)
            .flatMap((TableName) => {
                const label = storage.find(TableName)?.stream?.label;
                return label === undefined
                    ? []
                    : [{ StreamArn: streamArn(account, TableName, label), TableName, StreamLabel: label }];
            })
            .filter(({ StreamArn }) => StreamArn > after);
        const Streams = all.slice(0, Math.min(limit, maxListed));
        return { Streams, LastEvaluatedStreamArn: all.length > Streams.length ? Streams.at(-1)?.StreamArn : undefined };
    }

    private async describe(
        { StreamArn = "", ExclusiveStartShardId: after = "" }: StreamInput,
        call: Call,
    ): Promise<object> {
        call.authorize("dynamodb:DescribeStream", StreamArn);
        const { stream, record } = this.find(StreamArn);
        const shards = stream.shards.filter((shard) => shard > after);
        return {
            StreamDescription: {
                StreamArn,
                StreamLabel: record.stream?.label,
                StreamStatus: record.stream?.enabled === true ? "ENABLED" : "DISABLED",
                StreamViewType: record.stream?.viewType,
                TableName: record.definition.TableName,
                KeySchema: record.definition.KeySchema,
                Shards: shards.map((ShardId) => ({
                    ShardId,
                    SequenceNumberRange: { StartingSequenceNumber: "0".repeat(21) },
                })),
            },
        };
    }

    private async createIterator(input: StreamInput, call: Call): Promise<object> {
        const { StreamArn = "", ShardId: shard = "", ShardIteratorType: type, SequenceNumber: number = "" } = input;
        call.authorize("dynamodb:GetShardIterator", StreamArn);
        const { stream } = this.find(StreamArn);
        if (!stream.shards.includes(shard)) {
            throw notFound(`Shard: ${shard} in stream ${StreamArn}`);
        }
        const after = await this.findStart(stream, shard, type, number);
        return { ShardIterator: this.issue({ arn: StreamArn, shard, after }) };
    }

    /** The number after which an iterator reads. */
    private async findStart(stream: RecordStream, shard: string, type: unknown, number: string): Promise<string> {
        if (type === "TRIM_HORIZON") {
            return "";
        } else if (type === "LATEST") {
            return stream.newest(shard);
        } else if (!(type === "AT_SEQUENCE_NUMBER" || type === "AFTER_SEQUENCE_NUMBER") || !/^\d{21}$/.test(number)) {
            throw validationError(
                "ShardIteratorType must be TRIM_HORIZON or LATEST, or, with a SequenceNumber, AT_SEQUENCE_NUMBER or " +
                    "AFTER_SEQUENCE_NUMBER",
            );
        } else if (this.context.streams.isTrimmed(number)) {
            throw new AwsError(
                "TrimmedDataAccessException",
                "The operation attempted to read past the oldest stream record in a shard.",
            );
        }
        return type === "AFTER_SEQUENCE_NUMBER" ? number : String(BigInt(number) - 1n).padStart(number.length, "0");
    }

    private async read({ ShardIterator = "", Limit: limit = maxRecords }: StreamInput, call: Call): Promise<object> {
        const position = parseIterator(ShardIterator, this.context.clock);
        const { arn, shard, after } = position;
        call.authorize("dynamodb:GetRecords", arn);
        if (!(Number.isInteger(limit) && limit >= 1 && limit <= maxRecords)) {
            throw validationError(`Limit must be a whole number from 1 to ${maxRecords}`);
        }
        let bytes = 0;
        let last = after;
        const Records: object[] = [];
        for (const { sequence, event } of await this.find(arn).stream.read(shard, after, limit)) {
            const { eventSourceARN: _, ...record } = event;
            bytes += Buffer.byteLength(JSON.stringify(record));
            if (Records.length > 0 && bytes > maxAnswerBytes) {
                break;
            }
            Records.push(record);
            last = sequence;
        }
        return { Records, NextShardIterator: this.issue({ arn, shard, after: last }) };
    }

    private issue(position: Position): string {
        return writeIterator(position, this.context.clock);
    }

    /** @throws AwsError `ResourceNotFoundException` */
    private find(arn: string) {
        const { account, storage, streams } = this.context;
        const { table = "", label = "" } = parseStreamArn(account, arn) ?? {};
        const record = storage.find(table);
        if (record?.stream?.label !== label) {
            throw notFound(`Stream: ${arn}`);
        }
        return { record, stream: streams.open(table, label) };
    }
}

function notFound(what: string): AwsError {
    return new AwsError("ResourceNotFoundException", `Requested resource not found: ${what} not found`);
}
