import { Cloud } from "../../src/cloud";
import { FaultsGraph } from "./faults-graph";

// A cloud in a process of its own, which can be given less room than it needs: `FOLDER` as the only argument. It prints
// its endpoint, and ends with its input.

void (async () => {
    const cloud = await Cloud.start({ folder: process.argv[2], gatewayPort: 0, awsPort: 0, region: "eu-west-1" });
    const graph = new FaultsGraph(cloud.place);
    graph.queue("queue");
    graph.add("dynamodb/table:Table", "things", {
        name: "things",
        attributes: [{ name: "id", type: "N" }],
        hashKey: "id",
        billingMode: "PAY_PER_REQUEST",
    });
    await cloud.apply(graph);
    console.log(cloud.place.awsUrl);
    process.stdin.resume().once("end", () => void cloud.stop());
})();
