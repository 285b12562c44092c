/** Marks, in properties as Pulumi sends them, an object that stands for what JSON does not have (pulumi `runtime/rpc.ts`). */
export const signatureKey = "4dabf18193072939515e22adb298388d";
/** What the mark says of a secret, whose value is in `value`. */
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
