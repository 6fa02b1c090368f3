export type Rule = { readonly id: string; readonly says: string; run(): void };
