/** What tests of programs and services stand on: a clock that a test moves, a DynamoDB alone, a wait for other processes. */
export { captureOutput, type CapturedOutput } from "./src/testing/capture-output";
export { cliVersion } from "./src/testing/aws-cli";
export { startDynamo, type DynamoFixture } from "./src/testing/dynamo";
export { failure } from "./src/testing/failure";
export { manualClock, type ManualClock } from "./src/testing/manual-clock";
export { ReusingEvaluator } from "./src/testing/reusing-evaluator";
export { runProcess, shows, type RunningProcess } from "./src/testing/run-process";
export { until } from "./src/testing/until";
