import { expect } from "chai";
import path from "node:path";

import { Cloud } from "../../src/cloud";
import { type EvaluatedProgram, evaluateProgram, type EvaluationOptions } from "../../src/program";
import { readProject } from "../../src/project";

const folder = path.resolve(__dirname, "../fixtures/ignored-resources");

describe("resources of types that the local cloud does not know", function () {
    this.timeout(30_000);
    let cloud: Cloud;
    let program: EvaluatedProgram;

    before(async () => {
        cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region: "us-east-1" });
        program = await evaluate("nothing");
    });
    after(() => cloud.stop());

    function evaluate(needs: string, options?: EvaluationOptions): Promise<EvaluatedProgram> {
        return evaluateProgram(readProject(folder, "dev", { "ignored-resources:needs": needs }), cloud.place, options);
    }

    const catchMessage = (work: Promise<unknown>) =>
        work.then(
            () => "no error",
            ({ message }: Error) => message,
        );

    it("are ignored, with the outputs that can be made up, and the rest of the program runs", async () => {
        const { created } = await cloud.apply(program);

        expect(program.ignored).to.deep.equal([
            {
                type: "aws:kinesis/stream:Stream",
                name: "clicks",
                id: "clicks-8cc09c2",
                arn: "arn:aws:kinesis:us-east-1:000000000000:stream/clicks-8cc09c2",
            },
            { type: "aws:s3/bucket:Bucket", name: "images", id: "our-images", arn: "arn:aws:s3:::our-images" },
            {
                type: "aws:s3/bucket:Bucket",
                name: "uploads",
                id: "uploads-7a17a91",
                arn: "arn:aws:s3:::uploads-7a17a91",
            },
        ]);
        expect(created).to.deep.equal(["Queue jobs"]);
        expect(program.resources[0]?.inputs.tags).to.deep.equal({
            uploads: "uploads-7a17a91",
            images: "arn:aws:s3:::our-images",
            stream: "arn:aws:kinesis:us-east-1:000000000000:stream/clicks-8cc09c2",
            id: "uploads-7a17a91",
        });
        expect(program.outputs).to.deep.equal({
            queueUrl: program.resources[0]?.id,
            domain: '[no bucketDomainName here: aws:s3/bucket:Bucket "images" is ignored]',
        });
    });

    it("end the evaluation when another resource needs what cannot be made up", async () => {
        const message = await catchMessage(evaluate("an output"));

        expect(message).to.include(
            'aws:sqs/queue:Queue "links" needs bucketDomainName of aws:s3/bucket:Bucket "uploads", which the local ' +
                "cloud does not know and cannot make up",
        );
    });

    it("are named when a service needs what they would hold", async () => {
        const needing = await evaluate("a bucket");

        const message = await catchMessage(cloud.apply(needing));

        expect(message).to.equal(
            'aws:lambda/function:Function "resize": function "resize" has no code archive: the local cloud runs ' +
                'functions from "code", not from S3 or images (it refers to aws:s3/bucket:Bucket "uploads", which the ' +
                "local cloud does not know)",
        );
    });

    it("are named when the program trips over what was made up", async () => {
        const message = await catchMessage(evaluate("a list"));

        expect(message).to.match(/rules\.flatMap is not a function\n/);
        expect(message).to.match(
            /\nThe local cloud does not know aws:\S+, aws:\S+: text stands for what it cannot make up of their outputs\.$/,
        );
    });

    it("are refused when it is to be strict", async () => {
        const message = await catchMessage(evaluate("nothing", { strict: true }));

        expect(message).to.match(
            /the local cloud does not know the resource type aws:\S+ \(resource "\w+"\)\. It knows: aws:/,
        );
    });

    it("leave it to retainOnDelete whether another stays when the program no longer declares it", async () => {
        await cloud.apply(program);

        const { deleted } = await cloud.apply({ resources: [], outputs: {} });

        const { QueueUrls } = await cloud.call<{ QueueUrls?: string[] }>(cloud.sqs, "ListQueues", {});
        expect(deleted).to.deep.equal([]);
        expect(QueueUrls).to.have.length(1);
    });
});
