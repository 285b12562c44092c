import { queueAttribute } from "./queue-attribute";

/** Who may use a queue, as a resource of its own. */
export const definition = queueAttribute("aws:sqs/queuePolicy:QueuePolicy", "policy");
