/** AWS on one machine for any Pulumi program: read a project, evaluate its program, bring a cloud to what it declares. */
export { systemClock, type Clock, type Timer } from "./src/clock";
export { Cloud, type CloudOptions } from "./src/cloud";
export type { DeliveredEvent, Delivery } from "./src/deliveries";
export type { ResourceGraph } from "./src/evaluation/messages";
export type {
    AlarmChanged,
    DeliveryFailed,
    EventAccepted,
    FunctionLine,
    InvocationEnded,
    Observation,
    Observe,
} from "./src/observation";
export { evaluateProgram, ProgramError, type EvaluatedProgram, type EvaluationOptions } from "./src/program";
export { readProject, type Project } from "./src/project";
export { ResourceFailure, type Changes } from "./src/reconcile";
export type { CodeArchive, Resource } from "./src/resources/resource-type";
export type { Item } from "./src/services/dynamodb/attribute-value";
export { writeUnits } from "./src/services/dynamodb/capacity";
export { itemSize } from "./src/services/dynamodb/item-size";
export { compilePattern } from "./src/services/eventbridge/pattern/compile";
export type { JsonService, Operation } from "./src/services/service";
export { runCloud, type RunCloudOptions, type View } from "./src/tool/run-cloud";
