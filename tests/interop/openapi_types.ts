// Uses the types that openapi-typescript generates from schema/openapi.json; `tsc --strict` compiles it.
import type { components, operations, paths } from "./ovh-sms";

type Schemas = components["schemas"];
type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : never;

// Set, cleared by an empty text, cleared by null, left alone.
export const update: Schemas["ServiceUpdate"] = {
  callBack: "https://x",
  stopCallBack: "",
  automaticRecreditAmount: null,
};
export const renewal: Schemas["ServiceInfosUpdate"] = { renew: { automatic: true, period: null } };
export const none: Schemas["ServiceInfosUpdate"] = { renew: null };

// @ts-expect-error A text is not a number.
export const wrong: Schemas["ServiceUpdate"] = { callBack: 1 };
// @ts-expect-error The message is required.
export const empty: Schemas["JobsCreateBody"] = {};
// @ts-expect-error No such status.
export const status: Schemas["StatusSender"] = "unheardOf";

export const job: Json<NonNullable<operations["jobs_create"]["requestBody"]>> = {
  message: "Bonjour",
  receivers: ["+33600000000"],
};
type Report = Json<paths["/sms/{serviceName}/jobs"]["post"]["responses"][200]>;
export const left = (report: Report): number | undefined => report.creditsLeft;
export const kind = (sender: Schemas["Sender"]): string => sender.type ?? "unknown";
export const amount = (account: Schemas["AccountWithIam"]): number =>
  account.automaticRecreditAmount ?? 0;
