// Apart from change-letters.ts, with which a program would load DynamoDB's client.
export { letterPrefix } from "./billing/letter-key";
